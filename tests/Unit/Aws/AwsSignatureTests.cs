using System.Text;
using Eso.Aws;
using Eso.Aws.Credentials;
using Xunit;

namespace Eso.Unit.Aws;

public sealed class AwsSignatureTests
{
    /// <summary>Case post-x-www-form-urlencoded of AWS's published Signature Version 4 test suite.</summary>
    [Fact]
    public void Published_vector_is_met()
    {
        var body = Encoding.UTF8.GetBytes("Param1=value1");
        using var message = new HttpRequestMessage(HttpMethod.Post, "https://example.amazonaws.com/")
        {
            Content = new ByteArrayContent(body),
        };
        message.Content.Headers.TryAddWithoutValidation("Content-Type", "application/x-www-form-urlencoded");
        var keys = new AwsCredentials
        {
            AccessKeyId = "AKIDEXAMPLE",
            SecretAccessKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
        };

        AwsSignature.Sign(
            message, body, keys, "us-east-1", "service", new DateTimeOffset(2015, 8, 30, 12, 36, 0, TimeSpan.Zero));

        Assert.Equal(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
            + "SignedHeaders=content-type;host;x-amz-date, "
            + "Signature=ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
            message.Headers.NonValidated["Authorization"].ToString());
    }
}
