using Amazon.Runtime.CredentialManagement;
using Eso.Aws.Sts;

namespace Eso.Aws.Credentials;

/// <summary>
/// Profiles of the shared config and credentials files. The SDK reads the files; sessions are fetched by our own
/// clients,
/// so that they expire on the given clock.
/// </summary>
internal sealed class ProfileCredentials(AwsTransport transport, string region)
{
    private const int MaxHops = 10;

    /// <summary>The profile's credentials; null when there is no such profile or it holds none.</summary>
    public IAwsCredentialSource? Find(string name)
    {
        var settings = transport.Settings;
        var home = settings["HOME"] is { } directory ? Path.Combine(directory, ".aws") : null;
        var credentials = settings["AWS_SHARED_CREDENTIALS_FILE"] ?? (
            home is null ? null : Path.Combine(home, "credentials"));
        var config = settings["AWS_CONFIG_FILE"] ?? (home is null ? null : Path.Combine(home, "config"));
        var profiles = new Dictionary<string, CredentialProfile>(StringComparer.Ordinal);
        foreach (var file in new[] { config, credentials })
        {
            if (file is null || !File.Exists(file))
            {
                continue;
            }

            foreach (var profile in Read(file))
            {
                profiles[profile.Name] = profile;
            }
        }

        return Resolve(profiles, name, 0);
    }

    private static List<CredentialProfile> Read(string file)
    {
        try
        {
            return new SharedCredentialsFile(file).ListProfiles();
        }
        catch (Exception e) when (
            e is IOException or UnauthorizedAccessException or InvalidDataException or FormatException)
        {
            throw new AwsException(AwsFailure.Denied, $"failed to load shared config file, {file}", e);
        }
    }

    private IAwsCredentialSource? Resolve(Dictionary<string, CredentialProfile> profiles, string name, int hops)
    {
        if (!profiles.TryGetValue(name, out var profile))
        {
            return null;
        }

        var options = profile.Options;
        if (options.RoleArn is { Length: > 0 } role)
        {
            return Role(profiles, name, role, options, hops);
        }

        return options.AccessKey is { Length: > 0 } key
            ? new StaticCredentials(new AwsCredentials
            {
                AccessKeyId = key,
                SecretAccessKey = options.SecretKey ?? "",
                SessionToken = options.Token ?? "",
            })
            : null;
    }

    private IAwsCredentialSource Role(
        Dictionary<string, CredentialProfile> profiles,
        string name,
        string role,
        CredentialProfileOptions options,
        int hops)
    {
        var chain = new DefaultChain(transport, region);
        if (options.WebIdentityTokenFile is { Length: > 0 } file)
        {
            return chain.WebIdentity(file, role, options.RoleSessionName);
        }

        if (hops == MaxHops)
        {
            throw new AwsException(AwsFailure.Denied, $"profile {name} takes its credentials from itself");
        }

        var source = options.SourceProfile is { Length: > 0 } from && from != name
            ? Resolve(profiles, from, hops + 1)
            : Keys(options);
        return new AssumedRole(
            new StsClient(transport, region, source ?? throw new AwsException(
                AwsFailure.Denied,
                $"failed to load assume role for profile {name}, source profile has no credentials")),
            new AssumeRoleRequest
            {
                RoleArn = role,
                RoleSessionName = options.RoleSessionName ?? chain.SessionName(),
                ExternalId = options.ExternalID,
            });
    }

    private static StaticCredentials? Keys(CredentialProfileOptions options) => options.AccessKey is { Length: > 0 } key
        ? new StaticCredentials(new AwsCredentials { AccessKeyId = key, SecretAccessKey = options.SecretKey ?? "" })
        : null;
}
