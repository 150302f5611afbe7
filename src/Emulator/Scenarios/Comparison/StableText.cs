using System.Text;
using System.Text.RegularExpressions;

namespace Eso.Emulator.Scenarios.Comparison;

/// <summary>Texts of two worlds made comparable: what no two worlds share stands as a placeholder.</summary>
internal static partial class StableText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string Of(string text)
    {
        text = Uuid().Replace(text, "<Uid>");
        text = Arn().Replace(text, "$1-<Id>");
        text = Account().Replace(text, ":<Account>:");
        text = Time().Replace(text, "<Time>");
        return Loopback().Replace(text, "<Host>");
    }

    /// <summary>A value as people may see it: how long it is and a fingerprint, ids within it left out of account.</summary>
    public static string OfValue(ReadOnlySpan<byte> value)
    {
        try
        {
            return Masking.Show(Encoding.UTF8.GetBytes(Of(Strict.GetString(value))), reveal: false);
        }
        catch (DecoderFallbackException)
        {
            return Masking.Show(value, reveal: false);
        }
    }

    [GeneratedRegex(@"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")]
    private static partial Regex Uuid();

    [GeneratedRegex(@"(arn:aws[a-z-]*:secretsmanager:[^\s,"":]*:[^\s,"":]*:secret:[^\s,"":]+)-[A-Za-z0-9]{6}\b")]
    private static partial Regex Arn();

    [GeneratedRegex(@":\d{12}:")]
    private static partial Regex Account();

    [GeneratedRegex(@"\b\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(\.\d+)?( ?(Z|[+-]\d{2}:?\d{2})( UTC)?)?")]
    private static partial Regex Time();

    [GeneratedRegex(@"\b(127\.0\.0\.1|localhost):\d+\b")]
    private static partial Regex Loopback();
}
