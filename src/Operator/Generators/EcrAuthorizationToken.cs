using System.Text;
using Eso.Aws;
using Eso.Aws.Ecr;
using Eso.Operator.Providers;
using Eso.Operator.Providers.Aws;
using Eso.Operator.Providers.Specs;
using Eso.Operator.Secrets;

namespace Eso.Operator.Generators;

/// <summary>ECRAuthorizationToken: user and password for docker to log in to a registry of AWS.</summary>
internal sealed class EcrAuthorizationToken(ProviderServices services) : IGenerator
{
    private readonly AwsConnections connections = new(services);

    public string Kind => "ECRAuthorizationToken";

    public async Task<Generated> GenerateAsync(GeneratorContext context, CancellationToken cancel)
    {
        try
        {
            var identity = await AwsGenerators.IdentityAsync(connections, context, Kind, cancel);
            var isPublic = context.Spec.Text("scope") == "public";
            var token = isPublic
                ? await new EcrPublicClient(
                    connections.Transport, identity.Credentials).GetAuthorizationTokenAsync(cancel)
                : await new EcrClient(connections.Transport, identity.Region, identity.Credentials)
                    .GetAuthorizationTokenAsync(cancel);
            return new Generated(Values(token ?? throw Unexpected("found no authorization data"), isPublic));
        }
        catch (AwsException e)
        {
            throw AwsFailures.ToProvider(e, "unable to get authorization token: ");
        }
    }

    private static Dictionary<string, SecretBytes> Values(AuthorizationData token, bool isPublic)
    {
        var (user, password) = Split(token.AuthorizationToken ?? "");
        var values = new Dictionary<string, SecretBytes>(StringComparer.Ordinal)
        {
            ["username"] = SecretBytes.FromText(user),
            ["password"] = SecretBytes.FromText(password),
            ["expires_at"] = SecretBytes.FromText(AwsGenerators.Unix(token.ExpiresAt)),
        };
        if (!isPublic)
        {
            values["proxy_endpoint"] = SecretBytes.FromText(token.ProxyEndpoint ?? "");
        }

        return values;
    }

    // base64 of user:password
    private static (string User, string Password) Split(string token)
    {
        try
        {
            var parts = Encoding.UTF8.GetString(Convert.FromBase64String(token)).Split(':');
            return parts.Length == 2 ? (parts[0], parts[1]) : throw Unexpected("unexpected token format");
        }
        catch (FormatException)
        {
            throw Unexpected("unexpected token format");
        }
    }

    private static ProviderException Unexpected(string why) => new(Failure.Unavailable, why);
}
