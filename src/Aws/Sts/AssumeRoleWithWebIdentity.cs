using Eso.Aws.Credentials;

namespace Eso.Aws.Sts;

/// <summary>
/// A session for the bearer of an OIDC token; the call is not signed.
/// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
/// </summary>
public sealed class AssumeRoleWithWebIdentityRequest
{
    public required string RoleArn { get; init; }

    public required string RoleSessionName { get; init; }

    public required string WebIdentityToken { get; init; }
}

public sealed partial class StsClient
{
    public async Task<AwsCredentials> AssumeRoleWithWebIdentityAsync(
        AssumeRoleWithWebIdentityRequest request,
        CancellationToken cancel)
    {
        var form = Form("AssumeRoleWithWebIdentity")
            .Add("RoleArn", request.RoleArn)
            .Add("RoleSessionName", request.RoleSessionName)
            .Add("WebIdentityToken", request.WebIdentityToken);
        return ReadCredentials(await ResultAsync(form, "AssumeRoleWithWebIdentity", false, cancel));
    }
}
