using System.Net;
using System.Text;
using Eso.Aws;
using Eso.Aws.Credentials;
using Eso.Aws.ParameterStore;
using Eso.Aws.SecretsManager;
using Eso.Aws.Sts;
using Xunit;

namespace Eso.Unit.Aws;

public sealed class AwsTransportTests
{
    private static readonly StaticCredentials Keys = new(new AwsCredentials { AccessKeyId = "AK", SecretAccessKey = "SK" });

    [Fact]
    public async Task Request_is_the_json_protocols_bytes()
    {
        var aws = new Scripted((200, """{"Name":"db","SecretString":"s","CreatedDate":1700000000.123}"""));

        var value = await Secrets(aws).GetSecretValueAsync(
            new GetSecretValueRequest { SecretId = "db", VersionStage = "AWSCURRENT" }, default);

        Assert.Equal("s", value.SecretString);
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1700000000123), value.CreatedDate);
        Assert.Equal("POST http://aws.test/ secretsmanager.GetSecretValue application/x-amz-json-1.1", aws.Heads[0]);
        Assert.Equal("""{"SecretId":"db","VersionStage":"AWSCURRENT"}""", aws.Bodies[0]);
    }

    [Fact]
    public async Task Modelled_error_reads_like_the_sdks_without_request_id()
    {
        var aws = new Scripted((400, """{"__type":"ResourceNotFoundException","Message":"Secrets Manager can't find the specified secret."}"""));

        var e = await Assert.ThrowsAsync<AwsException>(() =>
            Secrets(aws).GetSecretValueAsync(new GetSecretValueRequest { SecretId = "x" }, default));

        Assert.Equal("ResourceNotFoundException", e.Code);
        Assert.Equal(AwsFailure.Client, e.Failure);
        Assert.Equal(
            "operation error Secrets Manager: GetSecretValue, https response error StatusCode: 400, "
            + "ResourceNotFoundException: Secrets Manager can't find the specified secret.",
            e.Message);
    }

    [Fact]
    public async Task Throttling_is_retried_and_then_reported()
    {
        var throttled = (400, """{"__type":"com.amazon.coral#ThrottlingException","message":"Rate exceeded"}""");
        var aws = new Scripted(throttled, throttled, throttled);

        var e = await Assert.ThrowsAsync<AwsException>(() =>
            Parameters(aws).GetParameterAsync(new GetParameterRequest { Name = "/a" }, default));

        Assert.Equal(AwsFailure.Throttled, e.Failure);
        Assert.Equal(3, aws.Heads.Count);
        Assert.Equal(
            "operation error SSM: GetParameter, exceeded maximum number of attempts, 3, https response error "
            + "StatusCode: 400, api error ThrottlingException: Rate exceeded",
            e.Message);
    }

    [Fact]
    public async Task Server_error_is_retried_until_it_works()
    {
        var aws = new Scripted((503, "busy"), (200, """{"Parameter":{"Name":"/a","Value":"v","Version":3}}"""));

        var answer = await Parameters(aws).GetParameterAsync(new GetParameterRequest { Name = "/a" }, default);

        Assert.Equal(3, answer.Parameter!.Version);
    }

    [Fact]
    public async Task Role_session_is_read_from_xml_and_the_form_is_in_order()
    {
        var aws = new Scripted((200, """
            <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
            <AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>sk</SecretAccessKey><SessionToken>tok</SessionToken>
            <Expiration>2026-01-01T01:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>
            """));

        var session = await new StsClient(Transport(aws), "eu-west-1", Keys).AssumeRoleAsync(
            new AssumeRoleRequest { RoleArn = "arn:aws:iam::1:role/r", RoleSessionName = "s", Tags = [new("k", "v w")] }, default);

        Assert.Equal("tok", session.SessionToken);
        Assert.Equal(new DateTimeOffset(2026, 1, 1, 1, 0, 0, TimeSpan.Zero), session.Expiration);
        Assert.Equal(
            "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fr&RoleSessionName=s"
            + "&Tags.member.1.Key=k&Tags.member.1.Value=v%20w",
            aws.Bodies[0]);
    }

    [Fact]
    public async Task Credentials_are_fetched_once_until_shortly_before_they_end()
    {
        var clock = new FixedClock(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var source = new Counting(clock);
        var cached = new CachedCredentials(source, clock);

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => cached.GetAsync(default).AsTask()));
        clock.Now += TimeSpan.FromMinutes(54);
        await cached.GetAsync(default);
        Assert.Equal(1, source.Fetched);

        clock.Now += TimeSpan.FromMinutes(2);
        await cached.GetAsync(default);
        Assert.Equal(2, source.Fetched);
    }

    private static SecretsManagerClient Secrets(Scripted aws) => new(Transport(aws), "eu-west-1", Keys);

    private static ParameterStoreClient Parameters(Scripted aws) =>
        new(Transport(aws), "eu-west-1", Keys, new RetryPolicy(3, TimeSpan.Zero));

    private static AwsTransport Transport(Scripted aws) => new(
        new FixedClock(DateTimeOffset.UnixEpoch),
        new Random(1),
        new AwsSettings { Environment = new Dictionary<string, string> { ["AWS_ENDPOINT_URL"] = "http://aws.test" } },
        aws);

    private sealed class Counting(TimeProvider clock) : IAwsCredentialSource
    {
        public int Fetched { get; private set; }

        public ValueTask<AwsCredentials> GetAsync(CancellationToken cancel)
        {
            Fetched++;
            return ValueTask.FromResult(new AwsCredentials
            {
                AccessKeyId = "AK",
                SecretAccessKey = "SK",
                Expiration = clock.GetUtcNow() + TimeSpan.FromHours(1),
            });
        }
    }

    private sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }

    private sealed class Scripted(params (int Status, string Body)[] answers) : HttpMessageHandler
    {
        public List<string> Heads { get; } = [];

        public List<string> Bodies { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
        {
            var target = request.Headers.TryGetValues("X-Amz-Target", out var values) ? values.First() : "";
            Heads.Add($"{request.Method} {request.RequestUri} {target} {request.Content!.Headers.ContentType}");
            Bodies.Add(await request.Content.ReadAsStringAsync(cancel));
            var (status, body) = answers[Heads.Count - 1];
            return new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8) };
        }
    }
}
