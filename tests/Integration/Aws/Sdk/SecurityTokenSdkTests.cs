using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using Eso.Emulator.Aws;
using Eso.Emulator.Aws.Protocol;
using Eso.Emulator.Clock;
using Eso.Emulator.Doors;
using Eso.Emulator.Journal;
using FluentAssertions;
using Xunit;

namespace Eso.Integration.Aws.Sdk;

/// <summary>AWS's own client for .NET against our STS over a socket, every signature verified.</summary>
public sealed class SecurityTokenSdkTests : IAsyncLifetime
{
    private const string RoleArn = "arn:aws:iam::000000000000:role/team/reader";
    private readonly AwsServer server = new(
        new AwsServerOptions { Signatures = SignatureMode.Strict },
        TimeProvider.System,
        new Entropy(5),
        new Journal(),
        new Activity());

    private KestrelDoor? door;

    public async Task InitializeAsync() => door = await KestrelDoor.StartAsync(server.Pipeline, "127.0.0.1", 0);

    public async Task DisposeAsync()
    {
        await door!.DisposeAsync();
        server.Dispose();
    }

    [Fact]
    public async Task A_chain_of_sessions_tells_who_it_is()
    {
        using var root = Client(new BasicAWSCredentials("test", "test"));
        var first = await root.AssumeRoleAsync(new AssumeRoleRequest
        {
            RoleArn = RoleArn,
            RoleSessionName = "first",
            Tags = [new Tag { Key = "team", Value = "a" }],
            TransitiveTagKeys = ["team"],
            SourceIdentity = "alice",
        });
        using var session = Client(first.Credentials);
        var who = await session.GetCallerIdentityAsync(new GetCallerIdentityRequest());
        var second = await session.AssumeRoleAsync(new AssumeRoleRequest { RoleArn = RoleArn, RoleSessionName = "second" });

        who.Arn.Should().Be("arn:aws:sts::000000000000:assumed-role/reader/first");
        who.UserId.Should().Be(first.AssumedRoleUser.AssumedRoleId);
        first.SourceIdentity.Should().Be("alice");
        second.SourceIdentity.Should().Be("alice", "it stays with every session of a chain");
        (second.Credentials.Expiration!.Value.ToUniversalTime() - TimeProvider.System.GetUtcNow().UtcDateTime).Should().BeCloseTo(TimeSpan.FromHours(1), TimeSpan.FromMinutes(5));
        var token = await root.GetSessionTokenAsync(new GetSessionTokenRequest { DurationSeconds = 900 });
        using var temporary = Client(token.Credentials);
        (await temporary.GetCallerIdentityAsync(new GetCallerIdentityRequest())).Arn.Should().EndWith(":root");
    }

    [Fact]
    public async Task Refusals_arrive_as_the_types_of_the_sdk()
    {
        using var root = Client(new BasicAWSCredentials("test", "test"));
        var badPolicy = () => root.AssumeRoleAsync(
            new AssumeRoleRequest { RoleArn = RoleArn, RoleSessionName = "se", Policy = "{" });
        var badToken = () => root.AssumeRoleWithWebIdentityAsync(
            new AssumeRoleWithWebIdentityRequest { RoleArn = RoleArn, RoleSessionName = "se", WebIdentityToken = "no-jwt" });
        var badMessage = () => root.DecodeAuthorizationMessageAsync(
            new DecodeAuthorizationMessageRequest { EncodedMessage = "no" });
        using var stranger = Client(new BasicAWSCredentials("AKIAIOSFODNN7EXAMPLE", "x"));
        var unknown = () => stranger.GetCallerIdentityAsync(new GetCallerIdentityRequest());
        using var forger = Client(new BasicAWSCredentials("test", "not the secret"));
        var forged = () => forger.GetCallerIdentityAsync(new GetCallerIdentityRequest());

        await badPolicy.Should().ThrowAsync<MalformedPolicyDocumentException>();
        await badToken.Should().ThrowAsync<InvalidIdentityTokenException>();
        await badMessage.Should().ThrowAsync<InvalidAuthorizationMessageException>();
        (await unknown.Should().ThrowAsync<AmazonSecurityTokenServiceException>()).Which.ErrorCode.Should().Be("InvalidClientTokenId");
        (await forged.Should().ThrowAsync<AmazonSecurityTokenServiceException>()).Which.ErrorCode.Should().Be("SignatureDoesNotMatch");
    }

    private AmazonSecurityTokenServiceClient Client(AWSCredentials credentials) => new(
        credentials,
        new AmazonSecurityTokenServiceConfig { ServiceURL = door!.Url, AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 });
}
