using System.Text;

namespace Eso.Operator.Secrets;

/// <summary>
/// A secret value. It prints <c>[redacted]</c> wherever it is printed: in records, logs and exception texts.
/// The bytes are not copied; treat them as immutable.
/// </summary>
public readonly struct SecretBytes(ReadOnlyMemory<byte> bytes) : IEquatable<SecretBytes>
{
    /// <summary>The value itself; the only way out. Never log it.</summary>
    public ReadOnlyMemory<byte> Reveal() => bytes;

    /// <summary>The value as UTF-8 text (invalid bytes become U+FFFD).</summary>
    public string RevealText() => Encoding.UTF8.GetString(bytes.Span);

    public int Length => bytes.Length;

    public static SecretBytes FromText(string text) => new(Encoding.UTF8.GetBytes(text));

    public bool Equals(SecretBytes other) => bytes.Span.SequenceEqual(other.Reveal().Span);

    public override bool Equals(object? obj) => obj is SecretBytes other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(bytes.Span);
        return hash.ToHashCode();
    }

    public override string ToString() => "[redacted]";

    public static bool operator ==(SecretBytes left, SecretBytes right) => left.Equals(right);

    public static bool operator !=(SecretBytes left, SecretBytes right) => !left.Equals(right);
}
