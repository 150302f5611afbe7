namespace Eso.Aws.Sts;

/// <summary>
/// Who the credentials are. https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
/// </summary>
public sealed record CallerIdentity(string Account, string Arn, string UserId);

public sealed partial class StsClient
{
    public async Task<CallerIdentity> GetCallerIdentityAsync(CancellationToken cancel)
    {
        var result = await ResultAsync(Form("GetCallerIdentity"), "GetCallerIdentity", true, cancel);
        return new CallerIdentity(
            AwsXml.Text(result, "Account"), AwsXml.Text(result, "Arn"), AwsXml.Text(result, "UserId"));
    }
}
