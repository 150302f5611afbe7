using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace Eso.Emulator.Kubernetes.Http;

/// <summary>Writes bytes into an answer's body, block by block as the door has them.</summary>
internal static class BodyBytes
{
    private const int WholeMax = 2048;

    // Kestrel's writer may have an empty span left when none is asked for by size, which IBufferWriter's Write refuses.
    public static void Put(IBufferWriter<byte> writer, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var room = writer.GetSpan(1);
            var count = Math.Min(room.Length, bytes.Length);
            if (count == 0)
            {
                throw new ConnectionAbortedException();
            }

            bytes[..count].CopyTo(room);
            writer.Advance(count);
            bytes = bytes[count..];
        }
    }

    /// <summary>The three one after the other; small ones with one call of the writer, whose locks cost more than they.</summary>
    public static void Put(IBufferWriter<byte> writer, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third)
    {
        var length = first.Length + second.Length + third.Length;
        if (length <= WholeMax && writer.GetSpan(length) is var room && room.Length >= length)
        {
            first.CopyTo(room);
            second.CopyTo(room[first.Length..]);
            third.CopyTo(room[(first.Length + second.Length)..]);
            writer.Advance(length);
            return;
        }

        Put(writer, first);
        Put(writer, second);
        Put(writer, third);
    }
}
