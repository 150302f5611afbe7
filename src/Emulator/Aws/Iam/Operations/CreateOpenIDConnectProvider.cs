using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Declares an identity provider whose tokens AssumeRoleWithWebIdentity accepts.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html
/// Not emulated: fetching the thumbprint (none is needed).
/// </summary>
internal sealed class CreateOpenIDConnectProvider : IOperation<IamState>
{
    public static string Name => "CreateOpenIDConnectProvider";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context)
    {
        var issuer = request.Required("Url");
        OidcProviders.CheckUrl(issuer);
        var url = OidcProviders.WithoutScheme(issuer);
        var arn = $"arn:{context.Partition}:iam::{context.Account}:oidc-provider/{url}";
        if (state.OidcProviders.ContainsKey(arn))
        {
            throw IamErrors.ProviderExists(issuer);
        }

        var clients = request.Texts("ClientIDList").Distinct(StringComparer.Ordinal).ToList();
        var thumbprints = request.Texts("ThumbprintList");
        OidcProviders.CheckQuotas(clients.Count, thumbprints.Count);
        var provider = new IamOidcProvider { Arn = arn, Url = url, Issuer = issuer, Created = context.Now };
        provider.ClientIds.AddRange(clients);
        provider.Thumbprints.AddRange(thumbprints);
        IamTagging.Add(request, provider.Tags);
        state.OidcProviders.Add(arn, provider);
        state.Touch(provider);
        var answer = new JsonObject { ["OpenIDConnectProviderArn"] = arn };
        if (provider.Tags.Count > 0)
        {
            answer["Tags"] = IamShapes.Tags(provider.Tags);
        }

        return answer;
    }
}
