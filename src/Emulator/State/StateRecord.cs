using System.Buffers.Binary;
using System.Text;

namespace Eso.Emulator.State;

/// <summary>One changed entry of a store.</summary>
/// <param name="Scope">Which part of which store: its owner's words, e.g.
/// <c>SecretsState|000000000000|us-east-1</c>.</param>
/// <param name="Key">The entry's key within its scope.</param>
/// <param name="Value">The whole entry; null when it is gone.</param>
internal readonly record struct StateChange(string Scope, string Key, byte[]? Value)
{
    public override string ToString() => $"{Scope}/{Key}";
}

/// <summary>
/// A record of the log: the changes of one acknowledged write, all or none. Bytes: mark (2), payload length (4),
/// CRC-32C of the payload (4), payload. Little endian. The mark lets a reader find the next record behind a damaged
/// one.
/// </summary>
internal static class StateRecord
{
    public const int HeaderBytes = 10;
    public const int PayloadBytesMax = 256 * 1024 * 1024;
    private const ushort Mark = 0x0DE5;

    /// <summary>The two bytes that begin every record.</summary>
    public static ReadOnlySpan<byte> MarkBytes => [0xE5, 0x0D];

    public static byte[] Encode(IReadOnlyList<StateChange> changes)
    {
        using var payload = new MemoryStream();
        using (var writer = new BinaryWriter(payload, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(changes.Count);
            foreach (var change in changes)
            {
                writer.Write(change.Scope);
                writer.Write(change.Key);
                writer.Write(change.Value?.Length ?? -1);
                writer.Write(change.Value ?? []);
            }
        }

        var record = new byte[HeaderBytes + payload.Length];
        payload.GetBuffer().AsSpan(0, (int)payload.Length).CopyTo(record.AsSpan(HeaderBytes));
        BinaryPrimitives.WriteUInt16LittleEndian(record, Mark);
        BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(2), (int)payload.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(6), Checksum.Of(record.AsSpan(HeaderBytes)));
        return record;
    }

    /// <summary>The payload's length that a record's header tells; null when it is no header.</summary>
    public static int? Length(ReadOnlySpan<byte> header)
    {
        if (BinaryPrimitives.ReadUInt16LittleEndian(header) != Mark)
        {
            return null;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(header[2..]);
        return length is >= 4 and <= PayloadBytesMax ? length : null;
    }

    public static bool IsSound(ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload) =>
        Checksum.Of(payload) == BinaryPrimitives.ReadUInt32LittleEndian(header[6..]);

    public static IEnumerable<StateChange> Decode(byte[] payload)
    {
        using var reader = new BinaryReader(new MemoryStream(payload), Encoding.UTF8);
        var count = reader.ReadInt32();
        for (var i = 0; i < count; i++)
        {
            var scope = reader.ReadString();
            var key = reader.ReadString();
            var length = reader.ReadInt32();
            yield return new StateChange(scope, key, length < 0 ? null : reader.ReadBytes(length));
        }
    }
}
