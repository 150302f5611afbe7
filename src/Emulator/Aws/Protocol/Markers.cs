using System.Globalization;
using System.Text;

namespace Eso.Emulator.Aws.Protocol;

/// <summary>
/// Page markers that only count entries, as IAM and KMS use them: opaque to clients, and another service's is refused.
/// Tokens bound to their question are <see cref="PageTokens"/>.
/// </summary>
internal static class Markers
{
    public static string Make(string service, int skip) =>
        Convert.ToBase64String(Encoding.ASCII.GetBytes($"{service}:{skip}"));

    /// <summary>
    /// How many entries to skip, 0 without a marker; false when the marker is not one of this service's.
    /// </summary>
    public static bool TryRead(string service, string? marker, out int skip)
    {
        skip = 0;
        if (marker is null)
        {
            return true;
        }

        var bytes = new byte[marker.Length];
        return Convert.TryFromBase64String(marker, bytes, out var length)
            && Encoding.ASCII.GetString(bytes, 0, length) is var text
            && text.StartsWith(service + ":", StringComparison.Ordinal)
            && int.TryParse(text[(service.Length + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out skip);
    }
}
