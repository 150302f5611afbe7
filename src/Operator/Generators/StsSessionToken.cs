using System.Globalization;
using System.Text.Json.Nodes;
using Eso.Aws;
using Eso.Aws.Sts;
using Eso.Operator.Providers;
using Eso.Operator.Providers.Aws;
using Eso.Operator.Providers.Specs;
using Eso.Operator.Secrets;

namespace Eso.Operator.Generators;

/// <summary>STSSessionToken: a session of the configured user, for those who must not hold its keys.</summary>
internal sealed class StsSessionToken(ProviderServices services) : IGenerator
{
    private readonly AwsConnections connections = new(services);

    public string Kind => "STSSessionToken";

    public async Task<Generated> GenerateAsync(GeneratorContext context, CancellationToken cancel)
    {
        if ((context.Spec["auth"] as JsonObject)?["jwt"] is not null)
        {
            throw new ProviderException(Failure.Invalid, "jwt auth is not supported for STSSessionToken");
        }

        try
        {
            var identity = await AwsGenerators.IdentityAsync(connections, context, Kind, cancel);
            var sts = new StsClient(connections.Transport, identity.Region, identity.Credentials);
            var wanted = context.Spec["requestParameters"] as JsonObject ?? [];
            var session = await sts.GetSessionTokenAsync(
                new GetSessionTokenRequest
                {
                    DurationSeconds = wanted.Integer("sessionDuration") is > 0 and var seconds ? (int)seconds : null,
                    SerialNumber = wanted.Text("serialNumber"),
                    TokenCode = wanted.Text("tokenCode"),
                },
                cancel);
            return new Generated(new Dictionary<string, SecretBytes>(StringComparer.Ordinal)
            {
                ["access_key_id"] = SecretBytes.FromText(session.AccessKeyId),
                ["secret_access_key"] = SecretBytes.FromText(session.SecretAccessKey),
                ["session_token"] = SecretBytes.FromText(session.SessionToken),
                ["expiration"] = SecretBytes.FromText(AwsGenerators.Unix(session.Expiration)),
            });
        }
        catch (AwsException e)
        {
            throw AwsFailures.ToProvider(e, "unable to get authorization token: ");
        }
    }
}

/// <summary>What the generators that call AWS share.</summary>
internal static class AwsGenerators
{
    /// <summary>
    /// The identity of <c>spec.auth</c>, <c>role</c> and <c>region</c>, as a namespaced store would have it.
    /// </summary>
    public static Task<AwsIdentity> IdentityAsync(
        AwsConnections connections,
        GeneratorContext context,
        string kind,
        CancellationToken cancel)
    {
        var store = new StoreContext
        {
            Kind = kind,
            Name = kind,
            StoreNamespace = context.Namespace,
            CallerNamespace = context.Namespace,
            Spec = context.Spec,
            StoreSpec = [],
            Refs = context.Refs,
        };
        return connections.Identities.ResolveAsync(store, AwsStoreSpec.Read(context.Spec), cancel);
    }

    /// <summary>Seconds since 1970 as text; empty when there is no such moment.</summary>
    public static string Unix(DateTimeOffset? at) =>
        at?.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) ?? "";
}
