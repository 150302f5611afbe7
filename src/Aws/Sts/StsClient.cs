using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Eso.Aws.Credentials;

namespace Eso.Aws.Sts;

/// <summary>The Security Token Service in one region; each call has its own file.</summary>
/// <param name="credentials">Null where only AssumeRoleWithWebIdentity is called.</param>
public sealed partial class StsClient(
    AwsTransport transport,
    string region,
    IAwsCredentialSource? credentials,
    RetryPolicy? retry = null)
    : AwsClient(AwsService.Sts, transport, region, credentials, retry)
{
    private async Task<XElement> ResultAsync(QueryForm form, string operation, bool signed, CancellationToken cancel)
    {
        var answer = await QueryAsync(operation, form, signed, cancel);
        try
        {
            return AwsXml.Child(AwsXml.Parse(answer), operation + "Result")
                ?? throw new AwsException(
                    AwsFailure.Unavailable, $"operation error STS: {operation}, the answer has no result");
        }
        catch (XmlException)
        {
            throw new AwsException(AwsFailure.Unavailable, $"operation error STS: {operation}, the answer is not XML");
        }
    }

    private static AwsCredentials ReadCredentials(XElement result)
    {
        var credentials = AwsXml.Child(result, "Credentials");
        return new AwsCredentials
        {
            AccessKeyId = AwsXml.Text(credentials, "AccessKeyId"),
            SecretAccessKey = AwsXml.Text(credentials, "SecretAccessKey"),
            SessionToken = AwsXml.Text(credentials, "SessionToken"),
            Expiration = DateTimeOffset.TryParse(
                AwsXml.Text(credentials, "Expiration"),
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out var ends)
                ? ends
                : null,
        };
    }

    private static QueryForm Form(string action) => new(action, AwsService.Sts.Version);
}
