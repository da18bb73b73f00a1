//! Functions of C and of assembler.

use super::Group;

const ALLOCATOR: &[&str] = &[
    "alloc_perturb",
    "calloc",
    "checked_request2size",
    "free",
    "malloc",
    "memalign",
    "realloc",
    "sysmalloc",
    "systrim",
    "tcache",
    "unlink_chunk",
];

const COPYING: &[&str] = &["bcmp", "memcmp", "memcpy", "memmove", "memset"];

const LOCKS: &[&str] = &[
    "pthread_cond",
    "pthread_mutex",
    "pthread_rwlock",
    "lll_lock",
];

const CLOCK: &[&str] = &["clock_gettime", "gettimeofday"];

/// What the compilers put into each program. All else that is not Rust in ours is AWS-LC.
const COMPILER: &[&str] = &[
    "[unknown]",
    "_fini",
    "_init",
    "_start",
    "deregister_tm_clones",
    "frame_dummy",
    "main",
    "register_tm_clones",
];

/// How functions begin that the compilers call for arithmetic of large numbers.
const ARITHMETIC: &[&str] = &[
    "__div", "__fix", "__float", "__mod", "__mul", "__udiv", "__umod",
];

/// What asks the processor, in the loader, the compiler's library and AWS-LC. Virtual machines do not answer without their
/// host, which takes as long as thousands of other instructions.
const PROCESSOR: &[&str] = &[
    "cacheinfo",
    "cpu_features",
    "cpu_indicator_init",
    "cpuid",
    "get_common_cache_info",
    "get_common_indices",
    "handle_intel",
    "intel_check_word",
    "update_active",
];

/// By the name of the function, and of the file that it is of.
pub(super) fn group(object: &str, function: &str) -> Group {
    let has = |parts: &[&str]| parts.iter().any(|part| function.contains(part));
    let is_loader = object.starts_with("ld-");
    let is_library = object.starts_with("lib") || object == "[vdso]";
    if has(PROCESSOR) {
        Group::Processor
    } else if is_loader {
        Group::Loader
    } else if has(COPYING) {
        Group::Copying
    } else if !is_library {
        let is_arithmetic = ARITHMETIC.iter().any(|begin| function.starts_with(begin));
        match (COMPILER.contains(&function), is_arithmetic) {
            (true, _) => Group::Other,
            (false, true) => Group::Standard,
            (false, false) => Group::Cryptography,
        }
    } else if has(ALLOCATOR) {
        Group::Allocator
    } else if has(LOCKS) {
        Group::Locks
    } else if has(CLOCK) {
        Group::Clock
    } else {
        Group::Standard
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_c_library_and_the_assembler_are_told_apart() {
        for (object, function, wanted) in [
            ("libc.so.6", "_int_malloc", Group::Allocator),
            ("libc.so.6", "cfree@GLIBC_2.2.5", Group::Allocator),
            ("libc.so.6", "__memmove_avx_unaligned_erms", Group::Copying),
            ("libc.so.6", "___pthread_mutex_lock", Group::Locks),
            ("[vdso]", "__vdso_clock_gettime", Group::Clock),
            ("ld-linux-x86-64.so.2", "_dl_relocate_object", Group::Loader),
            ("ld-linux-x86-64.so.2", "memset", Group::Loader),
            (
                "ld-linux-x86-64.so.2",
                "intel_check_word.constprop.0",
                Group::Processor,
            ),
            ("libgcc_s.so.1", "__cpu_indicator_init", Group::Processor),
            (
                "bench-plugin",
                "aws_lc_0_47_0_OPENSSL_cpuid_setup",
                Group::Processor,
            ),
            ("libc.so.6", "epoll_wait", Group::Standard),
            ("libc.so.6", "[unknown]", Group::Standard),
            ("bench-plugin", "memcpy", Group::Copying),
            ("bench-plugin", "_aesni_ctr32_ghash_6x", Group::Cryptography),
            (
                "bench-plugin",
                "aws_lc_0_43_0_aes_gcm_encrypt_avx512",
                Group::Cryptography,
            ),
            (
                "bench-plugin",
                "skip_iv_len_12_init_IV",
                Group::Cryptography,
            ),
            ("bench-plugin", "__floattidf", Group::Standard),
            ("bench-plugin", "main", Group::Other),
            ("[unknown]", "[unknown]", Group::Other),
        ] {
            assert_eq!(group(object, function), wanted, "{object} {function}");
        }
    }
}
