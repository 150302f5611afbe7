using System.Buffers.Text;
using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Sts.Operations;

/// <summary>
/// Temporary credentials of a role for the holder of a SAML assertion. IAM holds no SAML providers here, so every
/// assertion ends where AWS looks for its provider.
/// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithSAML.html
/// Not emulated: SAML providers, and with them every successful call.
/// </summary>
internal sealed class AssumeRoleWithSAML : IOperation<StsState>
{
    public static string Name => "AssumeRoleWithSAML";

    public static JsonObject Handle(JsonObject request, StsState state, OperationContext context)
    {
        _ = RoleReference.Find(request.Required("RoleArn"), context.World);
        var assertion = request.Required("SAMLAssertion");
        throw Base64.IsValid(assertion) ? StsErrors.NoSamlProvider() : StsErrors.BadSamlResponse();
    }
}
