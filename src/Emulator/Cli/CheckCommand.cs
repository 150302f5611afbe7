using System.CommandLine;
using System.Text.Json.Nodes;
using Eso.Emulator.Aws;
using Eso.Emulator.Aws.Protocol;
using Eso.Emulator.Clock;
using Eso.Emulator.Doors;
using Eso.Emulator.Grounds;
using Eso.Emulator.Preflight;
using Eso.Operator.Providers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Eso.Emulator.Cli;

/// <summary>
/// <c>eso check</c>: which ExternalSecrets of these manifests would sync against this AWS, without a cluster. Exit 0 all
/// would, 1 some would not, 2 usage or setup.
/// </summary>
internal static class CheckCommand
{
    private static readonly Argument<string[]> Paths = new("manifests") { Description = "Manifest files or folders", Arity = ArgumentArity.OneOrMore };

    private static readonly Option<string?> Seed = new("--seed")
    {
        Description = "Check against an embedded AWS that holds what this file says; the AWS of the environment when left out",
    };

    private static readonly Option<string> Iam = new("--iam") { Description = "The embedded AWS's IAM: off or enforce", DefaultValueFactory = _ => "off" };
    private static readonly Option<bool> Json = new("--json") { Description = "One JSON object per finding" };

    public static Command Make(TimeProvider machine)
    {
        Iam.AcceptOnlyFromAmong("off", "enforce");
        var command = new Command("check", "Tell which ExternalSecrets of these manifests would sync, without a cluster") { Paths, Seed, Iam, Json };
        command.SetAction((parsed, cancel) => RunAsync(parsed, machine, cancel));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, TimeProvider machine, CancellationToken cancel)
    {
        var manifests = ManifestIndex.Load(parsed.GetValue(Paths)!);
        if (!manifests.All.Any(m => m.Kind is "ExternalSecret" or "ClusterExternalSecret"))
        {
            throw new UsageError("there is no ExternalSecret among these manifests");
        }

        if (parsed.GetValue(Seed) is not { } seed)
        {
            return await CheckAsync(parsed, manifests, Services(machine, GroundRegistry.ProcessEnvironment(), null), cancel);
        }

        using var aws = new AwsServer(
            new AwsServerOptions { Iam = Enum.Parse<IamMode>(parsed.GetValue(Iam)!, ignoreCase: true) },
            machine, new Entropy(1), new Journal.Journal(), new Activity());
        using var door = new InMemoryDoor(aws.Pipeline);
        using var http = new HttpMessageInvoker(door, disposeHandler: false);
        var address = new Uri("http://aws.embedded/");
        var access = AwsAccess.ToEmulator(address, http, machine, new Entropy(2).Uuid);
        await SeedFile.ApplyAsync(seed, access, cancel);
        var (id, secret) = await CallerAsync(access, cancel);
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["AWS_ENDPOINT_URL"] = address.AbsoluteUri,
            ["AWS_ACCESS_KEY_ID"] = id,
            ["AWS_SECRET_ACCESS_KEY"] = secret,
            ["AWS_REGION"] = "us-east-1",
        };
        return await CheckAsync(parsed, manifests, Services(machine, environment, door), cancel);
    }

    /// <summary>The test keys are the account's root, whom AWS lets assume no role: the check is a user who may do everything.</summary>
    private static async Task<(string Id, string Secret)> CallerAsync(AwsAccess aws, CancellationToken cancel)
    {
        const string Name = "eso-check";
        const string Everything = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}""";
        await aws.CallAsync("iam", "CreateUser", new JsonObject { ["UserName"] = Name }, null, cancel);
        await aws.CallAsync("iam", "PutUserPolicy", new JsonObject
        {
            ["UserName"] = Name,
            ["PolicyName"] = "everything",
            ["PolicyDocument"] = Everything,
        }, null, cancel);
        var key = (await aws.CallAsync("iam", "CreateAccessKey", new JsonObject { ["UserName"] = Name }, null, cancel))["AccessKey"]!;
        return ((string)key["AccessKeyId"]!, (string)key["SecretAccessKey"]!);
    }

    private static ProviderServices Services(TimeProvider machine, IReadOnlyDictionary<string, string> environment, HttpMessageHandler? aws) => new()
    {
        Clock = machine,
        Random = new Random(1),
        AwsHandler = aws,
        Environment = environment,
        Logs = NullLoggerFactory.Instance,
    };

    private static async Task<int> CheckAsync(ParseResult parsed, ManifestIndex manifests, ProviderServices services, CancellationToken cancel)
    {
        var preflight = new Preflight.Preflight(manifests, new CheckedStores(manifests, services));
        var findings = await preflight.RunAsync(cancel);
        foreach (var finding in findings)
        {
            Console.Out.WriteLine(parsed.GetValue(Json) ? Line(finding) : $"{finding.At}: {finding.About}: {(finding.IsNote ? "note: " : "")}{finding.Text}");
        }

        if (!parsed.GetValue(Json))
        {
            var failing = preflight.Failing;
            Console.Out.WriteLine(failing == 0
                ? $"all {preflight.Checked} ExternalSecrets would sync"
                : $"{preflight.Checked - failing} of {preflight.Checked} ExternalSecrets would sync, {failing} would not");
        }

        return preflight.Failing == 0 ? 0 : 1;
    }

    private static string Line(Finding finding) => new JsonObject
    {
        ["file"] = finding.At.File,
        ["line"] = finding.At.Line,
        ["column"] = finding.At.Column,
        ["object"] = finding.About,
        ["what"] = finding.What,
        ["text"] = finding.Text,
    }.ToJsonString();
}
