using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Eso.Operator.Secrets;

namespace Eso.Operator.Controllers.ExternalSecrets;

/// <summary>Tells whether values are those of last time without keeping them.</summary>
internal static class ValuesDigest
{
    public static UInt128 Of(IReadOnlyDictionary<string, SecretBytes> values)
    {
        var size = values.Sum(static v => 8 + Encoding.UTF8.GetMaxByteCount(v.Key.Length) + v.Value.Length);
        var buffer = ArrayPool<byte>.Shared.Rent(size);
        var used = 0;
        foreach (var (key, value) in values)
        {
            // Lengths first, so that no two maps give the same bytes.
            var length = Encoding.UTF8.GetBytes(key, buffer.AsSpan(used + 8));
            BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(used), length);
            BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(used + 4), value.Length);
            value.Reveal().Span.CopyTo(buffer.AsSpan(used + 8 + length));
            used += 8 + length + value.Length;
        }

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(buffer.AsSpan(0, used), digest);
        // Values must not linger in a pool that others draw from.
        ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        return BinaryPrimitives.ReadUInt128LittleEndian(digest);
    }
}
