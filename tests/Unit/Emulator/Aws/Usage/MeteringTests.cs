using Eso.Emulator.Aws;
using Eso.Emulator.Aws.Usage;
using Xunit;

namespace Eso.Unit.Emulator.Aws.Usage;

public sealed class MeteringTests
{
    private const string Create = """{"Name":"n","SecretString":"x","ClientRequestToken":"00000000-0000-0000-0000-000000000001"}""";

    [Fact]
    public async Task A_secret_held_for_a_month_costs_forty_cents()
    {
        using var aws = new AwsBench();
        await aws.OkAsync("CreateSecret", Create);
        await aws.Clock.AdvanceAsync(Prices.Month);

        var report = aws.Server.Usage.Report();

        Assert.Equal(0.4m, report["usd"]!["holdings"]!.GetValue<decimal>());
        Assert.Equal(1, report["holdings"]!["secrets"]!.GetValue<long>());
        Assert.Equal(0.400005m, report["projection"]!["totalUsd"]!.GetValue<decimal>());
        Assert.Equal("secretsmanager.CreateSecret", report["operations"]![0]!["operation"]!.ToString());
    }

    [Fact]
    public async Task A_rate_is_refused_above_and_regained_with_time()
    {
        using var aws = new AwsBench(new AwsServerOptions { Quotas = QuotaMode.Aws });
        await aws.OkAsync("CreateSecret", Create);
        aws.Server.Quotas.Set("secretsmanager.GetSecretValue", 2);
        await aws.OkAsync("GetSecretValue", """{"SecretId":"n"}""");
        await aws.OkAsync("GetSecretValue", """{"SecretId":"n"}""");

        Assert.Equal("400 ThrottlingException: Rate exceeded", await aws.ErrorAsync("GetSecretValue", """{"SecretId":"n"}"""));
        Assert.Equal(400, (await aws.CallAsync("GetSecretValue", """{"SecretId":"n"}""", "111111111111")).Status);
        await aws.Clock.AdvanceAsync(TimeSpan.FromSeconds(1));
        await aws.OkAsync("GetSecretValue", """{"SecretId":"n"}""");
    }
}
