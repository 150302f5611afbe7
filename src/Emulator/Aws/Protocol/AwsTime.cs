using System.Globalization;

namespace Eso.Emulator.Aws.Protocol;

/// <summary>Times as answers carry them. The query protocol's writer turns them into ISO 8601 by the model.</summary>
internal static class AwsTime
{
    /// <summary>Midnight UTC of that day: the resolution of LastAccessedDate.</summary>
    public static DateTimeOffset Midnight(DateTimeOffset time) => new(time.UtcDateTime.Date, TimeSpan.Zero);

    /// <summary>SigV4's form: <c>20260101T000000Z</c>.</summary>
    public static string Basic(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
}
