using System.Text;
using Eso.Aws.Sts;

namespace Eso.Aws.Credentials;

/// <summary>
/// Where the SDKs look when nobody names credentials: variables, web identity, shared files, container, instance. The
/// first that is configured decides; a configured source that fails is a failure, not a reason to look further.
/// Shared files are read by the SDK. Not emulated: SSO, credential_process, login sessions.
/// </summary>
public sealed class DefaultChain(AwsTransport transport, string region) : IAwsCredentialSource
{
    private readonly AwsSettings settings = transport.Settings;

    public ValueTask<AwsCredentials> GetAsync(CancellationToken cancel) => Choose().GetAsync(cancel);

    /// <summary>The source the environment names.</summary>
    /// <exception cref="AwsException">It names none, or one that cannot be read.</exception>
    public IAwsCredentialSource Choose()
    {
        if (settings["AWS_PROFILE"] is { } profile)
        {
            return new ProfileCredentials(transport, region).Find(profile)
                ?? throw new AwsException(AwsFailure.Denied, $"failed to get shared config profile, {profile}");
        }

        if (settings["AWS_ACCESS_KEY_ID"] is { } key && settings["AWS_SECRET_ACCESS_KEY"] is { } secret)
        {
            return new StaticCredentials(new AwsCredentials
            {
                AccessKeyId = key,
                SecretAccessKey = secret,
                SessionToken = settings["AWS_SESSION_TOKEN"] ?? "",
            });
        }

        if (settings["AWS_WEB_IDENTITY_TOKEN_FILE"] is { } file)
        {
            return WebIdentity(file, settings["AWS_ROLE_ARN"], settings["AWS_ROLE_SESSION_NAME"]);
        }

        return new ProfileCredentials(transport, region).Find("default")
            ?? (IAwsCredentialSource?)ContainerCredentials.Find(transport)
            ?? (settings.UseInstanceMetadata ? new InstanceCredentials(transport) : throw None());
    }

    internal IAwsCredentialSource WebIdentity(string tokenFile, string? roleArn, string? sessionName)
    {
        if (roleArn is null)
        {
            throw new AwsException(AwsFailure.Denied, "role ARN is not set");
        }

        var sts = new StsClient(transport, region, null);
        return new WebIdentityRole(sts, roleArn, sessionName ?? SessionName(), cancel => ReadToken(tokenFile, cancel));
    }

    // The SDKs name unnamed sessions by the time.
    internal string SessionName() =>
        "aws-go-sdk-" + (transport.Clock.GetUtcNow().ToUnixTimeMilliseconds() * 1_000_000).ToString();

    private static async ValueTask<string> ReadToken(string file, CancellationToken cancel)
    {
        try
        {
            return await File.ReadAllTextAsync(file, Encoding.UTF8, cancel);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AwsException(
                AwsFailure.Denied, $"failed to retrieve jwt from provide source, unable to read file at {file}", e);
        }
    }

    private static AwsException None() => new(
        AwsFailure.Denied,
        "no EC2 IMDS role found, operation error ec2imds: GetMetadata, access disabled to EC2 IMDS via client option, "
        + "or \"AWS_EC2_METADATA_DISABLED\" environment variable");
}
