using System.Text;
using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Ecr;

/// <summary>What docker logs in with: base64 of <c>AWS:password</c>, for twelve hours.</summary>
internal static class RegistryToken
{
    private const int PasswordBytes = 192;
    private static readonly TimeSpan Life = TimeSpan.FromHours(12);

    public static JsonObject Issue(OperationContext context)
    {
        var password = new byte[PasswordBytes];
        context.Entropy.Fill(password);
        var text = $"AWS:{Convert.ToBase64String(password)}";
        return new JsonObject
        {
            ["authorizationToken"] = Convert.ToBase64String(Encoding.ASCII.GetBytes(text)),
            ["expiresAt"] = (context.Now + Life).Epoch(),
        };
    }
}
