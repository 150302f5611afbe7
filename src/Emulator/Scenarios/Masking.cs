using System.Security.Cryptography;
using System.Text;

namespace Eso.Emulator.Scenarios;

/// <summary>How secret values appear to people: length and a short fingerprint, so that equal and different can be told.</summary>
internal static class Masking
{
    public static string Show(ReadOnlySpan<byte> value, bool reveal)
    {
        if (reveal)
        {
            var text = Encoding.UTF8.GetString(value);
            return text.Any(c => char.IsControl(c) && c is not ('\n' or '\t')) ? "0x" + Convert.ToHexStringLower(value) : text;
        }

        return value.Length == 0
            ? "(empty)"
            : $"•••••• ({value.Length} bytes, sha256 {Convert.ToHexStringLower(SHA256.HashData(value))[..6]})";
    }
}
