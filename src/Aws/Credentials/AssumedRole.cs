using Eso.Aws.Sts;

namespace Eso.Aws.Credentials;

/// <summary>Sessions of a role, one after the other. Wrap it in <see cref="CachedCredentials"/>.</summary>
public sealed class AssumedRole(StsClient sts, AssumeRoleRequest request) : IAwsCredentialSource
{
    public async ValueTask<AwsCredentials> GetAsync(CancellationToken cancel) =>
        await sts.AssumeRoleAsync(request, cancel);
}

/// <summary>Sessions of a role for whoever bears a token; the token is fetched anew for each session.</summary>
public sealed class WebIdentityRole(
    StsClient sts,
    string roleArn,
    string sessionName,
    Func<CancellationToken, ValueTask<string>> token) : IAwsCredentialSource
{
    public async ValueTask<AwsCredentials> GetAsync(CancellationToken cancel) =>
        await sts.AssumeRoleWithWebIdentityAsync(
            new AssumeRoleWithWebIdentityRequest
            {
                RoleArn = roleArn,
                RoleSessionName = sessionName,
                WebIdentityToken = await token(cancel),
            },
            cancel);
}
