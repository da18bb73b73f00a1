//! Functions of Linux, by the words in their names.

use super::Group;

/// Functions whose words would mislead.
const NAMES: &[(&str, Group)] = &[
    ("__check_heap_object", Group::KernelSockets),
    ("__check_object_size", Group::KernelSockets),
    ("__virt_addr_valid", Group::KernelSockets),
    ("_copy_from_iter", Group::KernelSockets),
    ("_copy_from_user", Group::KernelSockets),
    ("_copy_to_iter", Group::KernelSockets),
    ("_copy_to_user", Group::KernelSockets),
    ("copy_page_from_iter", Group::KernelSockets),
    ("copy_page_to_iter", Group::KernelSockets),
    ("copy_user_enhanced_fast_string", Group::KernelSockets),
    ("rep_movs_alternative", Group::KernelSockets),
    ("simple_copy_to_iter", Group::KernelSockets),
    ("copy_mc_enhanced_fast_string", Group::KernelMemory),
    // Other processors are told to forget addresses.
    ("smp_call_function_many_cond", Group::KernelMemory),
    // The tables of a process that forks.
    ("copy_page_range", Group::KernelProcesses),
    ("filemap_get_pages", Group::KernelFiles),
    ("exit_to_user_mode_loop", Group::KernelCalls),
    ("irqentry_exit_to_user_mode", Group::KernelCalls),
];

/// The first group that has a word of the name.
const WORDS: &[(Group, &[&str])] = &[
    // The profiler's own.
    (Group::KernelOther, &["perf"]),
    (
        Group::KernelScheduling,
        &[
            "dequeue",
            "enqueue",
            "ep",
            "epoll",
            "eventfd",
            "futex",
            "hrtimeout",
            "hrtimer",
            "nanosleep",
            "poll",
            "rseq",
            "sched",
            "schedule",
            "switch",
            "ttwu",
            "wake",
            // Where a clock without interrupts of its own sees what ran while they were off: mostly waking.
            "irq",
            "irqrestore",
            "irqsave",
        ],
    ),
    (
        Group::KernelSockets,
        &[
            "iovec", "pskb", "readv", "recvfrom", "recvmsg", "scm", "sendmsg", "sendto", "skb",
            "sock", "socket", "ubuf", "unix", "writev",
        ],
    ),
    (
        Group::KernelProcesses,
        &[
            "bprm", "clone", "dup", "elf", "exec", "execve", "execveat", "exit", "fork", "process",
            "wait4", "waitid",
        ],
    ),
    (
        Group::KernelMemory,
        &[
            "PageHuge",
            "alloc",
            "anon",
            "anonymous",
            "brk",
            "cgroup",
            "fault",
            "folio",
            "folios",
            "frozen",
            "kfree",
            "kmalloc",
            "kmem",
            "kvfree",
            "kvmalloc",
            "list",
            "lru",
            "lruvec",
            "mas",
            "memcg",
            "memcg1",
            "mm",
            "mmap",
            "mpol",
            "mprotect",
            "mremap",
            "mt",
            "munmap",
            "obj",
            "p4d",
            "page",
            "pages",
            "pfn",
            "pfnblock",
            "pgd",
            "pmd",
            "protection",
            "pte",
            "ptep",
            "ptes",
            "pud",
            "rmap",
            "rmqueue",
            "slab",
            "swap",
            "thp",
            "tlb",
            "unmap",
            "unmapped",
            "vm",
            "vma",
            "vmalloc",
            "vmap",
            "vmas",
            "vms",
            "wp",
            "zap",
            "zapped",
        ],
    ),
    (
        Group::KernelFiles,
        &[
            "atime",
            "bio",
            "blk",
            "btrfs",
            "dentry",
            "ext4",
            "file",
            "filemap",
            "fsnotify",
            "getattr",
            "inode",
            "jbd2",
            "kernfs",
            "lookup",
            "mnt",
            "namei",
            "open",
            "ovl",
            "path",
            "pipe",
            "readahead",
            "seq",
            "shmem",
            "stat",
            "statx",
            "step",
            "tmpfs",
            "xas",
            "xfs",
        ],
    ),
    (
        Group::KernelCalls,
        &[
            "entry", "fdget", "fput", "irqentry", "ksys", "mode", "rw", "security", "sys",
            "syscall", "thunk", "user", "vfs", "x64",
        ],
    ),
];

pub(super) fn group(function: &str) -> Group {
    if let Some((_, group)) = NAMES.iter().find(|(name, _)| *name == function) {
        return *group;
    }
    let has = |words: &[&str]| function.split(['_', '.']).any(|word| words.contains(&word));
    let found = WORDS.iter().find(|(_, words)| has(words));
    found.map_or(Group::KernelOther, |(group, _)| *group)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_what_the_kernel_is_busy_with() {
        for (function, wanted) in [
            ("finish_task_switch.isra.0", Group::KernelScheduling),
            ("_raw_spin_unlock_irqrestore", Group::KernelScheduling),
            ("__x64_sys_epoll_wait", Group::KernelScheduling),
            ("unix_poll", Group::KernelScheduling),
            ("futex_wake", Group::KernelScheduling),
            ("_copy_to_iter", Group::KernelSockets),
            ("unix_stream_read_generic", Group::KernelSockets),
            ("sock_alloc_send_pskb", Group::KernelSockets),
            ("do_iter_readv_writev", Group::KernelSockets),
            ("exc_page_fault", Group::KernelMemory),
            ("clear_page_erms", Group::KernelMemory),
            ("__memcg_slab_post_alloc_hook", Group::KernelMemory),
            ("filemap_map_pages", Group::KernelMemory),
            ("mas_walk", Group::KernelMemory),
            ("copy_page_range", Group::KernelProcesses),
            ("load_elf_binary", Group::KernelProcesses),
            ("do_exit", Group::KernelProcesses),
            ("filemap_get_read_batch", Group::KernelFiles),
            ("link_path_walk", Group::KernelFiles),
            ("step_into", Group::KernelFiles),
            ("do_syscall_64", Group::KernelCalls),
            ("entry_SYSCALL_64_after_hwframe", Group::KernelCalls),
            ("irqentry_exit_to_user_mode", Group::KernelCalls),
            ("perf_event_mmap_output", Group::KernelOther),
            ("handle_softirqs", Group::KernelOther),
            ("_raw_spin_lock", Group::KernelOther),
        ] {
            assert_eq!(group(function), wanted, "{function}");
        }
    }
}
