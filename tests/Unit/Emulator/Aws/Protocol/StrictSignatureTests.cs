using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Eso.Emulator.Aws;
using Eso.Emulator.Aws.Protocol;
using Eso.Emulator.Clock;
using Eso.Emulator.Doors;
using Eso.Emulator.Journal;
using Xunit;

namespace Eso.Unit.Emulator.Aws.Protocol;

/// <summary>Presigned GetCallerIdentity, as EKS and Vault send it, signed here step by step.</summary>
public sealed class StrictSignatureTests
{
    private const string Wrong = "The request signature we calculated does not match the signature you provided.";
    private static readonly XNamespace Sts = "https://sts.amazonaws.com/doc/2011-06-15/";

    [Theory]
    [InlineData("us-east-1", "sts", 0, "test", "")]
    [InlineData("us-east-1", "sts", 14, "test", "")] // X-Amz-Expires is 60 seconds: STS does not mind
    [InlineData("us-east-1", "sts", 16, "test", "Signature expired: 20260101T000000Z is now earlier than 20260101T000100Z (20260101T001600Z - 15 min.)")]
    [InlineData("us-east-1", "sts", -16, "test", "Signature not yet current: 20260101T000000Z is still later than 20251231T235900Z (20251231T234400Z + 15 min.)")]
    [InlineData("us-east-1", "sts", 0, "other", Wrong)]
    [InlineData("nowhere", "sts", 0, "test", "Credential should be scoped to a valid region. ")]
    [InlineData("us-east-1", "ssm", 0, "test", "Credential should be scoped to correct service: 'sts'. ")]
    [InlineData("nowhere", "iam", 0, "test",
        "Credential should be scoped to a valid region. Credential should be scoped to correct service: 'sts'. ")]
    public async Task A_presigned_request_is_verified_in_STSs_order(
        string region, string service, int minutesOld, string secret, string refusal)
    {
        var clock = new HandClock();
        var signedAt = clock.GetUtcNow();
        clock.Advance(TimeSpan.FromMinutes(minutesOld));
        using var server = new AwsServer(
            new AwsServerOptions { Signatures = SignatureMode.Strict }, clock, new Entropy(7), new Journal(), new Activity());
        using var http = new HttpMessageInvoker(new InMemoryDoor(server.Pipeline));
        using var request = new HttpRequestMessage(HttpMethod.Get, Presign(region, service, secret, signedAt));

        using var answer = await http.SendAsync(request, CancellationToken.None);

        var text = await answer.Content.ReadAsStringAsync();
        Assert.Equal(refusal.Length == 0 ? 200 : 403, (int)answer.StatusCode);
        if (refusal.Length > 0)
        {
            var error = XDocument.Parse(text, LoadOptions.PreserveWhitespace).Root!.Element(Sts + "Error")!;
            Assert.Equal("SignatureDoesNotMatch", error.Element(Sts + "Code")!.Value);
            Assert.StartsWith(refusal, error.Element(Sts + "Message")!.Value);
        }
    }

    private static Uri Presign(string region, string service, string secret, DateTimeOffset at)
    {
        var time = at.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var scope = $"{time[..8]}/{region}/{service}/aws4_request";
        var query = string.Join('&', new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["Action"] = "GetCallerIdentity",
            ["Version"] = "2011-06-15",
            ["X-Amz-Algorithm"] = "AWS4-HMAC-SHA256",
            ["X-Amz-Credential"] = Uri.EscapeDataString($"test/{scope}"),
            ["X-Amz-Date"] = time,
            ["X-Amz-Expires"] = "60",
            ["X-Amz-SignedHeaders"] = "host",
        }.Select(p => $"{p.Key}={p.Value}"));
        var canonical = $"GET\n/\n{query}\nhost:aws.test\n\nhost\n{Hex(SHA256.HashData([]))}";
        var toSign = $"AWS4-HMAC-SHA256\n{time}\n{scope}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        var key = scope.Split('/').Aggregate(
            Encoding.UTF8.GetBytes("AWS4" + secret), (k, part) => HMACSHA256.HashData(k, Encoding.UTF8.GetBytes(part)));
        var signature = Hex(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(toSign)));
        return new Uri($"http://aws.test/?{query}&X-Amz-Signature={signature}");
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
