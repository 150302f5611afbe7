using System.Text.Json.Nodes;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios.Steps;

/// <summary>The types a parameter can have.</summary>
internal enum ParameterType
{
    String,
    StringList,
    SecureString,
}

[About("Creates or overwrites a parameter in Parameter Store.")]
internal sealed record PutParameter : SecretValueStep
{
    [About("The parameter's name.")]
    public required string Name { get; init; }

    [About("String, StringList or SecureString (the default).")]
    public ParameterType Type { get; init; } = ParameterType.SecureString;

    [About("False: refuse when it exists.")]
    public bool Overwrite { get; init; } = true;

    [About("The region; the ground's default when left out.")]
    public string? Region { get; init; }

    [About("A variable to keep the version number in.")]
    public string? SaveVersion { get; init; }

    public override string Describe() => $"{Name} ({Type}) with {ValueWords}";

    public override string? Problem(string folder) => Binary is null ? base.Problem(folder) : "a parameter holds text, not bytes";

    public override async Task RunAsync(StepContext context, CancellationToken cancel)
    {
        var answer = await context.Ground.Aws.CallAsync("ssm", "PutParameter", new JsonObject
        {
            ["Name"] = Name,
            ["Value"] = TextOf(context) ?? "",
            ["Type"] = Type.ToString(),
            ["Overwrite"] = Overwrite,
        }, Region, cancel);
        context.Save(SaveVersion, answer["Version"]?.ToString() ?? "");
    }
}
