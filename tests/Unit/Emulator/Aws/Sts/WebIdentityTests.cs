using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Emulator.Aws.Sts;

public sealed class WebIdentityTests : IDisposable
{
    private const string Issuer = "https://issuer.test/id/1";
    private const long Now = 1767225600;
    private readonly RSA key = RSA.Create(2048);
    private readonly RSA other = RSA.Create(2048);
    private readonly OfflineAws aws;

    public WebIdentityTests() => aws = new OfflineAws(issuers: new IssuerHandler(key));

    public void Dispose()
    {
        key.Dispose();
        other.Dispose();
    }

    [Fact]
    public async Task A_good_token_of_a_trusted_subject_gets_a_session()
    {
        await DeclareAsync();

        var reply = await AssumeAsync(Token(key));

        reply.Text("SubjectFromWebIdentityToken").Should().Be("system:serviceaccount:app:eso");
        reply.Text("Audience").Should().Be("sts.amazonaws.com");
        reply.Text("Provider").Should().Be("arn:aws:iam::000000000000:oidc-provider/issuer.test/id/1");
        reply.Text("AssumedRoleUser", "Arn").Should().EndWith(":assumed-role/web/session");
    }

    [Fact]
    public async Task Each_fault_of_a_token_has_its_own_text()
    {
        await DeclareAsync();

        (await AssumeAsync("not-a-jwt")).Message.Should().StartWith("The ID Token provided is not a valid JWT.");
        (await AssumeAsync(Token(other))).Message.Should().StartWith("The ID Token provided is not a valid JWT.");
        (await AssumeAsync(Token(key, kid: "k9"))).Message
            .Should().StartWith("Couldn't retrieve verification key from your identity provider,  please reference");
        (await AssumeAsync(Token(key, issuer: "https://else.test"))).Message
            .Should().Be("No OpenIDConnect provider found in your account for https://else.test");
        (await AssumeAsync(Token(key, audience: "other"))).Message.Should().Be("Incorrect token audience");
        (await AssumeAsync(Token(key, expires: Now))).Message.Should().Be(
            $"Token expired: current date/time {Now} must be before the expiration date/time {Now}");
        var denied = await AssumeAsync(Token(key, subject: "system:serviceaccount:app:intruder"));
        denied.Status.Should().Be(403);
        denied.Message.Should().Be("Not authorized to perform sts:AssumeRoleWithWebIdentity");
    }

    [Fact]
    public async Task A_token_ends_on_the_clock()
    {
        await DeclareAsync();
        var token = Token(key);
        aws.Clock.Advance(TimeSpan.FromMinutes(10));

        (await AssumeAsync(token)).Code.Should().Be("ExpiredTokenException");
    }

    private async Task DeclareAsync()
    {
        await aws.IamAsync(
            "CreateOpenIDConnectProvider", ("Url", Issuer), ("ClientIDList.member.1", "sts.amazonaws.com"));
        await aws.IamAsync("CreateRole", ("RoleName", "web"), ("AssumeRolePolicyDocument", OfflineAws.Policy("""
            {"Effect":"Allow","Action":"sts:AssumeRoleWithWebIdentity",
             "Principal":{"Federated":"arn:aws:iam::000000000000:oidc-provider/issuer.test/id/1"},
             "Condition":{"StringEquals":{"issuer.test/id/1:sub":"system:serviceaccount:app:eso",
                                          "issuer.test/id/1:aud":"sts.amazonaws.com"}}}
            """)));
    }

    private Task<Reply> AssumeAsync(string token) => aws.StsAsync(
        "AssumeRoleWithWebIdentity",
        null,
        ("RoleArn", "arn:aws:iam::000000000000:role/web"),
        ("RoleSessionName", "session"),
        ("WebIdentityToken", token));

    private static string Token(
        RSA signer,
        string kid = "k1",
        string issuer = Issuer,
        string audience = "sts.amazonaws.com",
        string subject = "system:serviceaccount:app:eso",
        long expires = Now + 600)
    {
        var head = Part($$"""{"alg":"RS256","kid":"{{kid}}"}""");
        var body = Part($$"""{"iss":"{{issuer}}","aud":["{{audience}}"],"sub":"{{subject}}","exp":{{expires}},"nbf":{{Now}}}""");
        var signature = signer.SignData(
            Encoding.ASCII.GetBytes($"{head}.{body}"), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{head}.{body}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Part(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));

    private sealed class IssuerHandler(RSA key) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var parameters = key.ExportParameters(false);
            var body = request.RequestUri!.ToString() switch
            {
                Issuer + "/.well-known/openid-configuration" =>
                    $$"""{"issuer":"{{Issuer}}","jwks_uri":"https://issuer.test/keys"}""",
                "https://issuer.test/keys" =>
                    $$"""{"keys":[{"kty":"RSA","kid":"k1","n":"{{Base64Url.EncodeToString(parameters.Modulus)}}","e":"{{Base64Url.EncodeToString(parameters.Exponent)}}"}]}""",
                _ => null,
            };
            return Task.FromResult(body is null
                ? new HttpResponseMessage(HttpStatusCode.NotFound)
                : new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(body) });
        }
    }
}
