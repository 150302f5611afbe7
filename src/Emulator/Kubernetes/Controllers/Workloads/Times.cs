using System.Globalization;

namespace Eso.Emulator.Kubernetes.Controllers.Workloads;

/// <summary>Times as objects hold them.</summary>
internal static class Times
{
    /// <summary>Null when the text is no time.</summary>
    public static DateTimeOffset? Parse(string text) => DateTimeOffset.TryParse(
        text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
