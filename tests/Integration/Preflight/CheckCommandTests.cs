using Eso.Emulator.Cli;
using Eso.Integration.Harness;
using FluentAssertions;
using Xunit;

namespace Eso.Integration.Preflight;

/// <summary><c>eso check</c>: what is missing, with file and line, and the exit code.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class CheckCommandTests : IDisposable
{
    private const string Store = """
        apiVersion: external-secrets.io/v1
        kind: SecretStore
        metadata: { name: aws, namespace: app }
        spec: { provider: { aws: { service: SecretsManager, region: us-east-1ROLE } } }
        ---

        """;

    private readonly string folder = Directory.CreateTempSubdirectory("eso-check-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Whole_manifests_would_sync()
    {
        var (code, output) = await CheckAsync(Entry("good", "app-db", "property: password"));

        code.Should().Be(0);
        output.Should().Contain("all 1 ExternalSecrets would sync");
    }

    [Theory]
    [InlineData("app-dbx", "property: password", 11, "'app-dbx' is not in Secrets Manager")]
    [InlineData("app-db", "property: pasword", 12, "has no property 'pasword'")]
    [InlineData("app-db", "version: AWSPREVIOUS", 12, "has no version 'AWSPREVIOUS'")]
    public async Task What_is_missing_is_told_with_its_line(string key, string more, int line, string text)
    {
        var (code, output) = await CheckAsync(Entry("bad", key, more) + "---\n" + Entry("good", "app-db", "property: password"));

        code.Should().Be(1);
        output.Should().Contain($"app.yaml:{line}:").And.Contain(text).And.Contain("1 of 2 ExternalSecrets would sync, 1 would not");
        output.Should().NotContain("hunter");
    }

    [Fact]
    public async Task A_missing_store_is_told_at_the_reference()
    {
        var (code, output) = await CheckAsync(Entry("lost", "app-db", "property: password").Replace("name: aws }", "name: awss }", StringComparison.Ordinal));

        code.Should().Be(1);
        output.Should().Contain("app.yaml:9:33").And.Contain("SecretStore app/awss is not among these manifests");
    }

    [Fact]
    public async Task A_permission_that_the_role_lacks_is_told_as_AWS_words_it()
    {
        var (code, output) = await CheckAsync(
            Entry("denied", "app-db", "property: password"), ", role: 'arn:aws:iam::000000000000:role/reader'", "--iam", "enforce");

        code.Should().Be(1);
        output.Should().Contain("cannot be read").And.Contain("not authorized to perform: secretsmanager:GetSecretValue");
    }

    [Fact]
    public async Task Nothing_to_check_is_a_usage_error()
    {
        File.WriteAllText(Path.Combine(folder, "cm.yaml"), "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: x }\n");

        (await InvokeAsync("check", folder)).Code.Should().Be(2);
        (await InvokeAsync("check", Path.Combine(folder, "nowhere"))).Code.Should().Be(2);
    }

    [Theory]
    [InlineData("secrets: [{ name: app-db }]", ":1:10: 'secrets' must be a mapping of names to values")]
    [InlineData("parameters: app-db", ":1:13: 'parameters' must be a mapping of names to values")]
    [InlineData("secrts: {}", ":1:1: a seed file has no 'secrts', did you mean 'secrets'?")]
    [InlineData("calls: { service: iam }", ":1:8: 'calls' must be a list of calls")]
    [InlineData("calls: [{ service: iam, operation: ListRoles, reqest: {} }]", ":1:47: a call has no 'reqest', did you mean 'request'?")]
    [InlineData("calls: [{ service: iam }]", ":1:9: a call needs 'operation'")]
    [InlineData("- x", ":1:1: a seed file is a mapping with secrets and parameters")]
    public async Task A_wrong_seed_file_is_one_message_with_its_place(string text, string message)
    {
        File.WriteAllText(Path.Combine(folder, "app.yaml"), Store + Entry("good", "app-db", "property: password"));
        var seed = Path.Combine(folder, "seed.txt");
        File.WriteAllText(seed, text);

        var (code, output) = await InvokeAsync("check", folder, "--seed", seed);

        code.Should().Be(2);
        output.Should().StartWith($"eso: {seed}{message}");
    }

    [Fact]
    public async Task Five_hundred_manifests_take_a_moment()
    {
        for (var i = 0; i < 500; i++)
        {
            File.WriteAllText(Path.Combine(folder, $"es{i}.yaml"), Entry($"es{i}", "app-db", "property: password"));
        }

        // Generous: the figure itself is measured on a quiet machine (docs/grounds.md).
        var began = World.Machine.GetTimestamp();
        var (code, output) = await CheckAsync("");

        code.Should().Be(0, output);
        output.Should().Contain("all 500 ExternalSecrets would sync");
        World.Machine.GetElapsedTime(began).Should().BeLessThan(TimeSpan.FromSeconds(20));
    }

    private static string Entry(string name, string key, string more) => $$"""
        apiVersion: external-secrets.io/v1
        kind: ExternalSecret
        metadata: { name: {{name}}, namespace: app }
        spec: { secretStoreRef: { name: aws }, data: [ { secretKey: a,
          remoteRef: {
            key: {{key}},
            {{more}} } } ] }

        """;

    private async Task<(int Code, string Output)> CheckAsync(string manifests, string role = "", params string[] flags)
    {
        File.WriteAllText(Path.Combine(folder, "app.yaml"), Store.Replace("ROLE", role, StringComparison.Ordinal) + manifests);
        var seed = Path.Combine(folder, "seed.txt");
        File.WriteAllText(seed, """
            secrets:
              app-db: { password: hunter-two, user: bob }
            calls:
              - service: iam
                operation: CreateRole
                request:
                  RoleName: reader
                  AssumeRolePolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}'
            """);
        return await InvokeAsync(["check", folder, "--seed", seed, .. flags]);
    }

    private static async Task<(int Code, string Output)> InvokeAsync(params string[] arguments)
    {
        var (before, error) = (Console.Out, Console.Error);
        using var output = new StringWriter();
        Console.SetOut(output);
        Console.SetError(output);
        try
        {
            return (await Root.InvokeAsync(arguments, World.Machine, CancellationToken.None), output.ToString());
        }
        finally
        {
            Console.SetOut(before);
            Console.SetError(error);
        }
    }
}

/// <summary>Tests that listen to this process's console run one at a time.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ConsoleCollection
{
    public const string Name = "console";
}
