using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.SecretsManager;

/// <summary>Reads and writes the SecretString xor SecretBinary of requests and answers.</summary>
internal static class SecretValues
{
    private const int BytesMax = 65_536;

    /// <summary>The value in a request; null when it has none.</summary>
    public static SecretValue? Read(JsonObject request)
    {
        var text = request.Text("SecretString");
        var binary = request.Text("SecretBinary");
        if (text is not null && binary is not null)
        {
            throw SecretsErrors.BothValues();
        }

        if (text is not null && Encoding.UTF8.GetByteCount(text) > BytesMax)
        {
            // The model limits characters, the service bytes.
            throw SecretsErrors.ValueTooLong();
        }

        return text is null && binary is null ? null : new SecretValue(text, binary is null ? null : Canonical(binary));
    }

    public static void Write(JsonObject answer, SecretValue value)
    {
        answer.AddUnlessNull("SecretBinary", value.Binary);
        answer.AddUnlessNull("SecretString", value.Text);
    }

    /// <summary>The ClientRequestToken, which names the version to be made.</summary>
    public static string Token(JsonObject request) =>
        request.Text("ClientRequestToken") ?? throw SecretsErrors.NoToken();

    /// <summary>
    /// Whether the token already made a version: true when it is the same value, false when the token is new (or only
    /// names the placeholder of a rotation). Another value is refused.
    /// </summary>
    public static bool IsRepeat(Secret secret, string token, SecretValue value)
    {
        if (secret.Version(token) is not { Value: { } existing })
        {
            return false;
        }

        return existing.SameAs(value) ? true : throw SecretsErrors.TokenTaken(token, secret.Arn);
    }

    private static string Canonical(string base64) =>
        Base64.IsValid(base64, out _) ? Convert.ToBase64String(Convert.FromBase64String(base64)) : base64;
}
