using System.Text.Json.Nodes;
using Eso.Emulator.Grounds;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios.Steps;

/// <summary>AWS's two services that hold secrets, named as a SecretStore names them.</summary>
internal enum AwsService
{
    SecretsManager,
    ParameterStore,
}

[About("Makes a key have a value in Secrets Manager or Parameter Store, new or not: one step for scenarios that run on both.")]
internal sealed record Seed : SecretValueStep
{
    [About("SecretsManager (the default) or ParameterStore.")]
    public AwsService Service { get; init; } = AwsService.SecretsManager;

    [About("The secret's or parameter's name.")]
    public required string Name { get; init; }

    [About("Tags by key.")]
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    [About("A parameter's type: String, StringList or SecureString (the default).")]
    public ParameterType Type { get; init; } = ParameterType.SecureString;

    [About("The region; the ground's default when left out.")]
    public string? Region { get; init; }

    [About("A variable to keep the version in.")]
    public string? SaveVersion { get; init; }

    public override string Describe() => $"{Name} in {Service} with {ValueWords}";

    public override string? Problem(string folder) => Service == AwsService.ParameterStore && Binary is not null
        ? "a parameter holds text, not bytes"
        : base.Problem(folder);

    public override async Task RunAsync(StepContext context, CancellationToken cancel) => context.Save(SaveVersion,
        Service == AwsService.ParameterStore ? await ParameterAsync(context, cancel) : await SecretAsync(context, cancel));

    private async Task<string> SecretAsync(StepContext context, CancellationToken cancel)
    {
        var request = new JsonObject { ["Name"] = Name };
        AddValue(request, context);
        var again = new JsonObject { ["SecretId"] = Name };
        foreach (var member in (string[])["SecretString", "SecretBinary"])
        {
            again[member] = request[member]?.DeepClone();
        }

        if (Tags is not null)
        {
            request["Tags"] = AwsTags.List(Tags);
        }

        try
        {
            return (string?)(await context.Ground.Aws.CallAsync("secretsmanager", "CreateSecret", request, Region, cancel))["VersionId"] ?? "";
        }
        catch (AwsRefusedException e) when (e.Code == "ResourceExistsException")
        {
            return (string?)(await context.Ground.Aws.CallAsync("secretsmanager", "PutSecretValue", again, Region, cancel))["VersionId"] ?? "";
        }
    }

    private async Task<string> ParameterAsync(StepContext context, CancellationToken cancel)
    {
        var answer = await context.Ground.Aws.CallAsync("ssm", "PutParameter", new JsonObject
        {
            ["Name"] = Name,
            ["Value"] = TextOf(context) ?? "",
            ["Type"] = Type.ToString(),
            ["Overwrite"] = true,
        }, Region, cancel);
        if (Tags is not null)
        {
            await context.Ground.Aws.CallAsync("ssm", "AddTagsToResource", new JsonObject
            {
                ["ResourceType"] = "Parameter",
                ["ResourceId"] = Name,
                ["Tags"] = AwsTags.List(Tags),
            }, Region, cancel);
        }

        return answer["Version"]?.ToString() ?? "";
    }
}
