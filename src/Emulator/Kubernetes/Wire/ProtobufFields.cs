namespace Eso.Emulator.Kubernetes.Wire;

/// <summary>Walks the fields of one protobuf message.</summary>
internal ref struct ProtobufFields(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> _rest = message;

    public int Number { get; private set; }

    /// <summary>0 varint, 1 eight bytes, 2 length-delimited, 5 four bytes.</summary>
    public int WireType { get; private set; }

    /// <summary>Value of a varint or of a fixed number.</summary>
    public ulong Value { get; private set; }

    /// <summary>Value of a length-delimited field; empty otherwise.</summary>
    public ReadOnlySpan<byte> Payload { get; private set; }

    /// <summary>Reads one varint from the front of a span.</summary>
    public static ulong Varint(ref ReadOnlySpan<byte> span)
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (span.IsEmpty)
            {
                throw new DecodeException("unexpected EOF");
            }

            var b = span[0];
            span = span[1..];
            value |= (ulong)(b & 0x7f) << shift;
            if (b < 0x80)
            {
                return value;
            }
        }

        throw new DecodeException("proto: integer overflow");
    }

    public bool Next()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        var tag = Varint(ref _rest);
        WireType = (int)(tag & 7);
        Number = tag >> 3 is > 0 and <= int.MaxValue ? (int)(tag >> 3) : throw new DecodeException($"proto: illegal tag {tag >> 3} (wire type {WireType})");
        Payload = default;
        switch (WireType)
        {
            case 0:
                Value = Varint(ref _rest);
                break;
            case 1:
                Value = BitConverter.ToUInt64(Take(8));
                break;
            case 2:
                var length = Varint(ref _rest);
                Payload = length <= int.MaxValue ? Take((int)length) : throw new DecodeException("unexpected EOF");
                break;
            case 5:
                Value = BitConverter.ToUInt32(Take(4));
                break;
            default:
                throw new DecodeException($"proto: illegal wireType {WireType}");
        }

        return true;
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length > _rest.Length)
        {
            throw new DecodeException("unexpected EOF");
        }

        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }
}
