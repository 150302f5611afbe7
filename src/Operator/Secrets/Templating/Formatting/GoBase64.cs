namespace Eso.Operator.Secrets.Templating.Formatting;

/// <summary>Go's base64.StdEncoding: padded, CR and LF skipped.</summary>
internal static class GoBase64
{
    internal static bool TryDecode(string text, out byte[] decoded, out string error)
    {
        if (Decoding.TryBase64(ByteText.ToBytes(text), '+', '/', out decoded, out var at))
        {
            error = "";
            return true;
        }
        error = $"illegal base64 data at input byte {at}";
        return false;
    }
}
