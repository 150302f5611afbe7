using System.Globalization;
using System.Net;

namespace Eso.Emulator.Kubernetes.Cel;

/// <summary>An IP address, or a network when it has bits.</summary>
internal sealed record CelNet(IPAddress Address, int? Bits)
{
    public int Width => Address.GetAddressBytes().Length * 8;

    public bool IsLinkLocalUnicast => Address.GetAddressBytes() is var b && (b.Length == 4 ? b[0] == 169 && b[1] == 254 : b[0] == 0xfe && (b[1] & 0xc0) == 0x80);

    public bool IsLinkLocalMulticast => Address.GetAddressBytes() is var b
        && (b.Length == 4 ? b[0] == 224 && b[1] == 0 && b[2] == 0 : b[0] == 0xff && (b[1] & 0x0f) == 2);

    public bool IsGlobalUnicast => Address.GetAddressBytes() is var b
        && !IPAddress.IsLoopback(Address) && !IsLinkLocalUnicast && b.Any(x => x != 0)
        && (b.Length == 4 ? b[0] is < 224 or > 239 && !b.All(x => x == 255) : b[0] != 0xff);

    /// <summary>A plain address: no zone, no IPv4 in IPv6, no leading zeros.</summary>
    public static CelNet? ParseIp(string text)
    {
        if (text.Contains('%') || text.Contains('[') || text.Contains('/'))
        {
            return null;
        }

        if (text.Contains(':'))
        {
            return !text.Contains('.') && IPAddress.TryParse(text, out var v6) && !v6.IsIPv4MappedToIPv6 ? new CelNet(v6, null) : null;
        }

        var parts = text.Split('.');
        return parts.Length == 4 && parts.All(p => p.Length is > 0 and <= 3 && p.All(char.IsAsciiDigit) && (p.Length == 1 || p[0] != '0')
            && int.Parse(p, CultureInfo.InvariantCulture) <= 255)
            ? new CelNet(IPAddress.Parse(text), null)
            : null;
    }

    public static CelNet? ParseCidr(string text)
    {
        var slash = text.IndexOf('/');
        if (slash < 0 || ParseIp(text[..slash]) is not { } ip)
        {
            return null;
        }

        var bits = text[(slash + 1)..];
        return bits.Length is > 0 and <= 3 && bits.All(char.IsAsciiDigit) && (bits.Length == 1 || bits[0] != '0')
            && int.Parse(bits, CultureInfo.InvariantCulture) is var n && n <= ip.Width
            ? ip with { Bits = n }
            : null;
    }

    public CelNet Masked()
    {
        var bytes = Address.GetAddressBytes();
        for (var i = 0; i < bytes.Length; i++)
        {
            var keep = Math.Clamp(Bits!.Value - (i * 8), 0, 8);
            bytes[i] &= (byte)(0xff << (8 - keep));
        }

        return new CelNet(new IPAddress(bytes), Bits);
    }

    public bool Contains(CelNet other, int bits) =>
        other.Width == Width && bits >= Bits && (this with { }).Masked().Address.Equals(new CelNet(other.Address, Bits).Masked().Address);

    public override string ToString() => Bits is null ? Address.ToString() : $"{Address}/{Bits}";
}
