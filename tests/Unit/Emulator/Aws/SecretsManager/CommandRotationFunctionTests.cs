using System.Text.Json.Nodes;
using Eso.Emulator.Aws.SecretsManager.Rotations;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Emulator.Aws.SecretsManager;

/// <summary>A rotation function that is a program.</summary>
public sealed class CommandRotationFunctionTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("eso-rotation-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_program_gets_the_event_the_step_and_the_environment()
    {
        await Function("cat > event; echo \"$ROTATION_STEP $AWS_ENDPOINT_URL\" > told").InvokeAsync(Call("setSecret"), default);

        var told = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "event")))!;
        told["Step"]!.ToString().Should().Be("setSecret");
        told["ClientRequestToken"]!.ToString().Should().Be("token");
        (await File.ReadAllTextAsync(Path.Combine(folder, "told"))).Should().Be("setSecret http://aws.test\n");
    }

    [Theory]
    [InlineData("exit 3", "ended with 3")]
    [InlineData("", "did not start")]
    public async Task A_program_that_fails_fails_its_step(string script, string why)
    {
        var function = script.Length > 0 ? Function(script) : new CommandRotationFunction(["/no/such/program"], folder, Environment, TimeProvider.System);

        var failing = () => function.InvokeAsync(Call("testSecret"), default);

        (await failing.Should().ThrowAsync<RotationFailedException>()).Which.Message.Should().StartWith("testSecret").And.Contain(why);
    }

    private static Dictionary<string, string> Environment => new() { ["AWS_ENDPOINT_URL"] = "http://aws.test" };

    private static RotationCall Call(string step) => new(step, "arn", "token", (_, _) => []);

    private CommandRotationFunction Function(string script) =>
        new(["/bin/sh", "-c", script], folder, Environment, TimeProvider.System);
}
