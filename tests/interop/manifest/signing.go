package manifest

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"os"
	"strings"
)

// All keys and signatures are text in this alphabet, with padding.
var text = base64.StdEncoding

// GenerateKey makes a key pair: 64 bytes of private key (seed, then public key), 32 of public.
func GenerateKey() (private, public string, err error) {
	publicKey, privateKey, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return "", "", err
	}
	return text.EncodeToString(privateKey), text.EncodeToString(publicKey), nil
}

// SignFile signs a digest with the private key in a file.
func SignFile(keyFile, digest string) (string, error) {
	raw, err := os.ReadFile(keyFile)
	if err != nil {
		return "", fmt.Errorf("read signing key: %w", err)
	}
	return Sign(strings.TrimSpace(string(raw)), digest)
}

// Sign signs the text of a digest: its 64 hexadecimal characters, not the bytes they stand for.
func Sign(private, digest string) (string, error) {
	key, err := text.DecodeString(private)
	if err != nil {
		return "", fmt.Errorf("decode signing key: %w", err)
	}
	if len(key) != ed25519.PrivateKeySize {
		return "", fmt.Errorf("signing key must be %d bytes, got %d", ed25519.PrivateKeySize, len(key))
	}
	return text.EncodeToString(ed25519.Sign(key, []byte(digest))), nil
}

// SignedBy says whether the signature of a digest is by one of the keys. Keys and signatures that
// do not decode match nothing.
func SignedBy(keys []string, digest, signature string) bool {
	signed, err := text.DecodeString(signature)
	if err != nil {
		return false
	}
	for _, key := range keys {
		public, err := text.DecodeString(key)
		if err == nil && len(public) == ed25519.PublicKeySize && ed25519.Verify(public, []byte(digest), signed) {
			return true
		}
	}
	return false
}
