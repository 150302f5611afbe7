using System.Text.Json.Nodes;
using Eso.Emulator.Aws;
using Eso.Emulator.Aws.SecretsManager.Rotations;
using Xunit;

namespace Eso.Unit.Emulator.Aws.SecretsManager;

/// <summary>Rotation on the manual clock.</summary>
public sealed class RotationTests : IDisposable
{
    private const string Token = "00000000-0000-0000-0000-00000000000";
    private readonly AwsServerOptions options = new();
    private readonly AwsBench aws;

    public RotationTests() => aws = new AwsBench(options);

    public void Dispose() => aws.Dispose();

    [Fact]
    public async Task A_schedule_in_days_rotates_when_its_day_comes()
    {
        await CreateAsync("""{\"username\":\"u\",\"password\":\"old\"}""");
        await RotateAsync(RotationFunctions.SingleUser, """{"AutomaticallyAfterDays":10}""");
        await aws.Clock.SettleAsync();
        var first = await ValueAsync();
        Assert.DoesNotContain("old", first);

        await aws.Clock.AdvanceAsync(TimeSpan.FromDays(9));
        Assert.Equal(first, await ValueAsync());
        await aws.Clock.AdvanceAsync(TimeSpan.FromDays(1));
        Assert.NotEqual(first, await ValueAsync());
        await aws.Clock.AdvanceAsync(TimeSpan.FromDays(30));
        var entries = aws.Journal.Read("aws").Count(e => e.Operation == "secretsmanager.GetRandomPassword");
        Assert.Equal(5, entries);
    }

    [Fact]
    public async Task Alternating_users_swap()
    {
        await CreateAsync("""{\"username\":\"u\",\"password\":\"old\"}""");
        await RotateAsync(RotationFunctions.AlternatingUsers, """{"ScheduleExpression":"rate(4 hours)"}""");
        await aws.Clock.SettleAsync();

        Assert.Contains("u_clone", await ValueAsync());
        await aws.Clock.AdvanceAsync(TimeSpan.FromHours(4));
        Assert.DoesNotContain("u_clone", await ValueAsync());
    }

    [Fact]
    public async Task A_failing_step_leaves_AWSPENDING_and_the_next_call_says_so()
    {
        var fail = true;
        var builtIn = options.RotationFunctions.Find("arn:aws:lambda:r:a:function:" + RotationFunctions.RandomPassword)!;
        options.RotationFunctions.Register("flaky", new DelegateRotationFunction((call, cancel) =>
            fail && call.Step == "testSecret" ? throw new InvalidOperationException("no") : builtIn.InvokeAsync(call, cancel)));
        await CreateAsync("old");
        await RotateAsync("flaky", """{"AutomaticallyAfterDays":1}""");
        await aws.Clock.SettleAsync();

        var stages = (await DescribeAsync())["VersionIdsToStages"]!.AsObject();
        Assert.Equal("AWSPENDING", stages[Token + "2"]![0]!.ToString());
        Assert.Equal("old", await ValueAsync());
        fail = false;
        Assert.Equal(
            "400 InvalidRequestException: A previous rotation isn't complete. That rotation will be reattempted.",
            await aws.ErrorAsync("RotateSecret", $$"""{"SecretId":"n","ClientRequestToken":"{{Token}}3"}"""));

        await aws.Clock.SettleAsync();
        Assert.NotEqual("old", await ValueAsync());
        Assert.True((await DescribeAsync()).ContainsKey("LastRotatedDate"));
    }

    [Fact]
    public async Task Cancelling_keeps_function_and_rules()
    {
        await CreateAsync("old");
        await RotateAsync(RotationFunctions.RandomPassword, """{"AutomaticallyAfterDays":1}""");
        await aws.Clock.SettleAsync();
        await aws.OkAsync("CancelRotateSecret", """{"SecretId":"n"}""");
        var value = await ValueAsync();

        await aws.Clock.AdvanceAsync(TimeSpan.FromDays(5));

        Assert.Equal(value, await ValueAsync());
        var described = await DescribeAsync();
        Assert.False(described["RotationEnabled"]!.GetValue<bool>());
        Assert.True(described.ContainsKey("RotationLambdaARN"));
        Assert.False(described.ContainsKey("NextRotationDate"));
    }

    [Fact]
    public async Task A_first_call_without_a_function_leaves_no_trace()
    {
        await CreateAsync("old");

        Assert.Equal(
            "400 AccessDeniedException: Secrets Manager cannot invoke the specified Lambda function. Ensure that the function "
                + "policy grants access to the principal secretsmanager.amazonaws.com.",
            await aws.ErrorAsync("RotateSecret", Rotate("nowhere", "{}")));
        Assert.False((await DescribeAsync()).ContainsKey("RotationEnabled"));
    }

    [Theory]
    [InlineData(null, "cron(0 8 1 * ? *)", null, "2026-02-01T08:00:00Z", "2026-02-01T23:59:59Z")]
    [InlineData(null, "cron(0 16 ? * 2#3 *)", "2h", "2026-01-19T16:00:00Z", "2026-01-19T18:00:00Z")]
    [InlineData(null, "cron(0 0/6 ? * FRI *)", "1h", "2026-01-02T00:00:00Z", "2026-01-02T01:00:00Z")]
    [InlineData(null, "rate(10 days)", null, "2026-01-11T00:00:00Z", "2026-01-11T23:59:59Z")]
    [InlineData(null, "rate(6 hours)", null, "2026-01-01T12:00:00Z", "2026-01-01T13:00:00Z")]
    [InlineData(1L, null, "3h", "2026-01-02T00:00:00Z", "2026-01-02T03:00:00Z")]
    public void Schedules_open_their_window(long? days, string? expression, string? duration, string start, string end)
    {
        var next = RotationSchedule.Of(days, expression, duration)!.Next(DateTimeOffset.Parse("2026-01-01T10:00:00Z"));

        Assert.Equal((DateTimeOffset.Parse(start), DateTimeOffset.Parse(end)), next);
    }

    private static string Rotate(string function, string rules) => $$"""
        {"SecretId":"n","ClientRequestToken":"{{Token}}2","RotationRules":{{rules}},
         "RotationLambdaARN":"arn:aws:lambda:us-east-1:000000000000:function:{{function}}"}
        """;

    private Task RotateAsync(string function, string rules) => aws.OkAsync("RotateSecret", Rotate(function, rules));

    private Task CreateAsync(string value) => aws.OkAsync(
        "CreateSecret", $$"""{"Name":"n","SecretString":"{{value}}","ClientRequestToken":"{{Token}}1"}""");

    private async Task<string> ValueAsync() =>
        (await aws.OkAsync("GetSecretValue", """{"SecretId":"n"}"""))["SecretString"]!.ToString();

    private Task<JsonObject> DescribeAsync() => aws.OkAsync("DescribeSecret", """{"SecretId":"n"}""");
}
