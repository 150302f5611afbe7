using System.Text;
using System.Web;
using Eso.Integration.Cli;
using FluentAssertions;
using Xunit;

namespace Eso.Integration.Aws.State;

/// <summary>What each service keeps is there after a restart of the process, managed or native (ESO_PROGRAM).</summary>
public sealed class RestartedProcessTests : IDisposable
{
    private const string Trust =
        """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}""";

    private const string Allow =
        """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ssm:GetParameter","Resource":"*"}]}""";

    private const string Expires =
        """[{\"Type\":\"Expiration\",\"Version\":\"1.0\",\"Attributes\":{\"Timestamp\":\"2099-12-02T21:34:33.000Z\"}}]""";

    private const string Account = "arn:aws:iam::000000000000";

    private static readonly (string Service, string Call, string Body)[] Writes =
    [
        ("ssm", "AmazonSSM.PutParameter",
            $$"""{"Name":"/kept/one","Type":"SecureString","Value":"kept","Tier":"Advanced","Policies":"{{Expires}}"}"""),
        ("ssm", "AmazonSSM.LabelParameterVersion", """{"Name":"/kept/one","ParameterVersion":1,"Labels":["stable"]}"""),
        ("kms", "TrentService.CreateAlias", """{"AliasName":"alias/kept","TargetKeyId":"KEY"}"""),
        ("iam", "CreateUser", "UserName=kept&Tags.member.1.Key=team&Tags.member.1.Value=a"),
        ("iam", "CreateGroup", "GroupName=kept"),
        ("iam", "AddUserToGroup", "GroupName=kept&UserName=kept"),
        ("iam", "CreateRole", $"RoleName=kept&AssumeRolePolicyDocument={HttpUtility.UrlEncode(Trust)}"),
        ("iam", "PutRolePolicy", $"RoleName=kept&PolicyName=read&PolicyDocument={HttpUtility.UrlEncode(Allow)}"),
        ("iam", "CreateInstanceProfile", "InstanceProfileName=kept"),
        ("iam", "CreatePolicy", $"PolicyName=kept&PolicyDocument={HttpUtility.UrlEncode(Allow)}"),
        ("iam", "CreateOpenIDConnectProvider", "Url=https://kept.example&ClientIDList.member.1=sts.amazonaws.com"),
        ("sts", "AssumeRole", $"RoleArn={Account}:role/kept&RoleSessionName=kept"),
    ];

    private static readonly (string Service, string Call, string Body, string Holds)[] Reads =
    [
        ("ssm", "AmazonSSM.GetParameter", """{"Name":"/kept/one:stable","WithDecryption":true}""", "\"Value\":\"kept\""),
        ("ssm", "AmazonSSM.DescribeParameters", "{}", "2099-12-02T21:34:33"),
        ("kms", "TrentService.DescribeKey", """{"KeyId":"alias/kept"}""", "\"KeyState\":\"Enabled\""),
        ("iam", "GetUser", "UserName=kept", "<Value>a</Value>"),
        ("iam", "GetGroup", "GroupName=kept", "<UserName>kept</UserName>"),
        ("iam", "GetRolePolicy", "RoleName=kept&PolicyName=read", "GetParameter"),
        ("iam", "GetInstanceProfile", "InstanceProfileName=kept", "instance-profile/kept"),
        ("iam", "GetPolicy", $"PolicyArn={Account}:policy/kept", "<PolicyName>kept</PolicyName>"),
        ("iam", "GetOpenIDConnectProvider", $"OpenIDConnectProviderArn={Account}:oidc-provider/kept.example", "sts.amazonaws.com"),
    ];

    private readonly string directory = Directory.CreateTempSubdirectory("eso-restarted").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public async Task What_each_service_keeps_is_there_after_a_restart()
    {
        var session = "";
        await WithServerAsync(async http =>
        {
            var key = Between(await CallAsync(http, "kms", "TrentService.CreateKey", "{}"), "\"KeyId\":\"", "\"");
            foreach (var (service, call, body) in Writes)
            {
                session = await CallAsync(http, service, call, body.Replace("KEY", key, StringComparison.Ordinal));
            }
        });
        await WithServerAsync(async http =>
        {
            foreach (var (service, call, body, holds) in Reads)
            {
                (await CallAsync(http, service, call, body)).Should().Contain(holds, $"{call} reads what was written");
            }

            // Whose key it was: credentials that were issued before are still known.
            var access = Between(session, "<AccessKeyId>", "<");
            (await CallAsync(http, "sts", "GetAccessKeyInfo", $"AccessKeyId={access}")).Should().Contain("000000000000");
            (await CallAsync(http, "sts", "GetCallerIdentity", "", access)).Should().Contain("assumed-role/kept/kept");
        });
    }

    private async Task WithServerAsync(Func<HttpClient, Task> use)
    {
        await using var eso = EsoProcess.Start("aws", "--port", "0", "--state", directory);
        var line = await eso.Output.ReadLineAsync() ?? throw new InvalidOperationException($"it did not start: {eso.Error}");
        using var http = new HttpClient { BaseAddress = new Uri(line.Split(' ')[^1]) };
        await use(http);
        eso.Terminate();
        (await eso.EndAsync()).Should().Be(0, eso.Error);
    }

    private static async Task<string> CallAsync(HttpClient http, string service, string call, string body, string key = "test")
    {
        var json = call.Contains('.', StringComparison.Ordinal);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/");
        var version = service == "iam" ? "2010-05-08" : "2011-06-15";
        request.Content = json
            ? new StringContent(body, Encoding.UTF8, "application/x-amz-json-1.1")
            : new StringContent($"Action={call}&Version={version}&{body}", Encoding.UTF8, "application/x-www-form-urlencoded");
        if (json)
        {
            request.Headers.Add("X-Amz-Target", call);
        }

        request.Headers.TryAddWithoutValidation(
            "Authorization",
            $"AWS4-HMAC-SHA256 Credential={key}/20260101/us-east-1/{service}/aws4_request, SignedHeaders=host, Signature=0");
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.Should().BeTrue($"{call} should answer, but: {text}");
        return text;
    }

    private static string Between(string text, string before, string after) =>
        text[(text.IndexOf(before, StringComparison.Ordinal) + before.Length)..].Split(after)[0];
}
