using Xunit;

namespace Eso.Unit.Emulator.Aws.Protocol;

/// <summary>What the framework answers before an operation is asked.</summary>
public sealed class ProtocolErrorTests : IDisposable
{
    private readonly AwsBench aws = new();

    public void Dispose() => aws.Dispose();

    [Theory]
    [InlineData("NoSuchOperation", "{}", "400 UnknownOperationException: ")]
    [InlineData("GetSecretValue", "{", "400 SerializationException: ")]
    [InlineData("GetSecretValue", "[]", "400 SerializationException: Start of structure or map found where not expected.")]
    [InlineData("GetSecretValue", "{\"SecretId\":1}", "400 SerializationException: NUMBER_VALUE cannot be converted to String")]
    [InlineData("CreateSecret", "{\"SecretBinary\":\"*\"}", "400 SerializationException: ")]
    [InlineData("GetSecretValue", "{\"SecretId\":\"\\ud800\"}", "400 SerializationException: ")]
    [InlineData("GetSecretValue", "{\"SecretId\":null}",
        "400 ValidationException: 1 validation error detected: Value null at 'secretId' failed to satisfy constraint: Member must not be null")]
    public async Task Bad_requests_get_the_frameworks_error(string operation, string body, string expected) =>
        Assert.Equal(expected, await aws.ErrorAsync(operation, body));

    [Fact]
    public async Task Every_broken_constraint_is_named_at_once()
    {
        var found = await aws.ErrorAsync(
            "ListSecrets", """{"MaxResults":0,"SortOrder":"up","Filters":[{"Key":"x","Values":["a"]}]}""");

        Assert.StartsWith("400 ValidationException: 3 validation errors detected: ", found);
        Assert.Contains("Value '0' at 'maxResults' failed to satisfy constraint: Member must have value greater than or equal to 1", found);
        Assert.Contains("Value 'up' at 'sortOrder' failed to satisfy constraint: Member must satisfy enum value set: [asc, desc]", found);
        Assert.Contains("Value 'x' at 'filters.1.member.key' failed to satisfy constraint: Member must satisfy enum value set: [", found);
    }

    [Fact]
    public async Task Sensitive_values_stay_hidden()
    {
        var found = await aws.ErrorAsync("CreateSecret", """{"Name":"n","SecretString":"","ClientRequestToken":"short"}""");

        Assert.Contains("Value at 'secretString' failed to satisfy constraint: Member must have length greater than or equal to 1", found);
        Assert.Contains("Value 'short' at 'clientRequestToken' failed", found);
    }

    [Fact]
    public async Task Unknown_members_are_ignored_and_the_last_of_equal_ones_wins()
    {
        var answer = await aws.OkAsync("GetRandomPassword", """{"Odd":{"a":[1]},"PasswordLength":9,"PasswordLength":8}""");

        Assert.Equal(8, answer["RandomPassword"]!.ToString().Length);
    }

    [Fact]
    public async Task Accounts_and_regions_are_apart()
    {
        const string Create = """{"Name":"n","ClientRequestToken":"00000000-0000-0000-0000-000000000001"}""";
        await aws.CallAsync("CreateSecret", Create, "111111111111", "eu-west-1");

        Assert.Equal(400, (await aws.CallAsync("DescribeSecret", """{"SecretId":"n"}""", "111111111111")).Status);
        Assert.Equal(400, (await aws.CallAsync("DescribeSecret", """{"SecretId":"n"}""", region: "eu-west-1")).Status);
        var (_, found) = await aws.CallAsync("DescribeSecret", """{"SecretId":"n"}""", "111111111111", "eu-west-1");
        Assert.StartsWith("arn:aws:secretsmanager:eu-west-1:111111111111:secret:n-", found["ARN"]!.ToString());
    }

    [Fact]
    public async Task The_journal_names_the_secret_and_never_its_value()
    {
        await aws.OkAsync("CreateSecret", """{"Name":"n","SecretString":"hush","ClientRequestToken":"00000000-0000-0000-0000-000000000001"}""");

        var entry = Assert.Single(aws.Journal.Read("aws"));
        Assert.Equal(("secretsmanager.CreateSecret", "n", 200), (entry.Operation, entry.Resource, entry.Status));
        Assert.DoesNotContain("hush", entry.ToString());
    }
}
