using System.CommandLine;
using System.Globalization;
using Eso.Emulator.Clock;
using Eso.Emulator.Doors;
using Eso.Emulator.Grounds;
using Eso.Emulator.Scenarios;
using Eso.Emulator.State;

namespace Eso.Emulator.Cli;

/// <summary><c>eso up</c>: the offline world, until it is told to stop.</summary>
internal static class UpCommand
{
    private static readonly Argument<string[]> ManifestPaths = new("manifest")
    {
        Description = "Manifests to apply: files, folders, - for standard input",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<int> AwsPort = Defaulted("--aws-port", 4566, "Port of AWS and of the control endpoint; 0: a free one");
    private static readonly Option<int> KubePort = Defaulted("--kube-port", 6443, "Port of the Kubernetes API; 0: a free one");
    private static readonly Option<string> Host = Defaulted("--host", "127.0.0.1", "Address to listen on");
    private static readonly Option<string> Kubeconfig = Defaulted("--kubeconfig", "./eso.kubeconfig", "Where to write the kubeconfig (mode 0600)");
    private static readonly Option<string> Clock = Defaulted("--clock", "real", "real: time runs; manual: it moves by POST /_eso/clock/advance");
    private static readonly Option<string?> Now = new("--now") { Description = "The world's time at the beginning, e.g. 2026-01-01T00:00:00Z" };
    private static readonly Option<bool> NoOperator = new("--no-operator") { Description = "Both servers and the CRDs, without the operator" };

    private static readonly Option<string?> OperatorRole = new("--operator-role")
    {
        Description = "ARN of the IAM role the operator takes on with its projected token, as IRSA gives it",
    };

    private static readonly Option<bool> Json = new("--json") { Description = "One JSON line on standard output when ready" };

    public static Command Make(TimeProvider machine)
    {
        Clock.AcceptOnlyFromAmong("real", "manual");
        var command = new Command("up", "Start the offline world: embedded AWS, embedded Kubernetes, operator")
        {
            ManifestPaths, AwsPort, KubePort, Host, Kubeconfig, Clock, Now, NoOperator, OperatorRole, Json,
        };
        AwsSwitches.AddTo(command);
        KubeSwitches.AddTo(command);
        command.SetAction((parsed, cancel) => RunAsync(parsed, machine, cancel));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, TimeProvider machine, CancellationToken cancel)
    {
        var options = Options(parsed, machine);

        // Read before anything starts: a wrong manifest leaves nothing behind.
        var manifests = (parsed.GetValue(ManifestPaths) ?? []).SelectMany(Manifests.Load).ToList();
        var kubeconfig = Path.GetFullPath(parsed.GetValue(Kubeconfig)!);
        await using var world = await StartAsync(options, machine, cancel);
        KubeconfigFile.Write(kubeconfig, world.Kubeconfig);
        using (var client = world.NewKubeClient("eso-up/1"))
        {
            var access = new KubernetesAccess(client);
            foreach (var manifest in manifests)
            {
                await access.ApplyAsync(manifest, cancel);
            }
        }

        new UpGreeting(world, kubeconfig, machine).Print(parsed.GetValue(Json), options);
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, machine, cancel);
        }
        catch (OperationCanceledException)
        {
            // Asked to stop: the world is taken down by its disposal.
        }

        return 0;
    }

    private static async Task<EmbeddedWorld> StartAsync(WorldOptions options, TimeProvider machine, CancellationToken cancel)
    {
        try
        {
            return await EmbeddedWorld.StartAsync(options, machine, cancel);
        }
        catch (PortInUseException e)
        {
            var flag = e.Port == options.AwsPort ? "--aws-port" : "--kube-port";
            throw new UsageError($"port {e.Port} on {e.Host} is in use; choose another with {flag} (0 takes a free one)");
        }
        catch (StateUnusableException e)
        {
            throw new UsageError(e.Message);
        }
    }

    private static WorldOptions Options(ParseResult parsed, TimeProvider machine)
    {
        var manual = parsed.GetValue(Clock) == "manual";
        DateTimeOffset? now = manual ? WorldOptions.Epoch : null;
        if (parsed.GetValue(Now) is { } text)
        {
            now = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var given)
                ? given
                : throw new UsageError($"--now must be a time such as 2026-01-01T00:00:00Z, found '{text}'");
        }

        return new WorldOptions
        {
            Host = parsed.GetValue(Host)!,
            AwsPort = Port(parsed.GetValue(AwsPort), "--aws-port"),
            KubePort = Port(parsed.GetValue(KubePort), "--kube-port"),
            KubeTls = KubeSwitches.TlsOf(parsed),
            Kube = KubeSwitches.Apply(parsed, new Kubernetes.KubeServerOptions()),
            ClockMode = manual ? ClockMode.Manual : ClockMode.Real,
            Now = now,
            Seed = AwsSwitches.SeedOf(parsed, machine),
            Operator = !parsed.GetValue(NoOperator),
            OperatorRole = parsed.GetValue(OperatorRole),
            Iam = AwsSwitches.IamOf(parsed),
            Signatures = AwsSwitches.SignaturesOf(parsed),
            Quotas = AwsSwitches.QuotasOf(parsed),
            StateDirectory = AwsSwitches.StateOf(parsed),
            Log = Console.Error.WriteLine,
        };
    }

    private static int Port(int port, string flag) => port is >= 0 and <= 65535
        ? port
        : throw new UsageError($"{flag} must be from 0 to 65535, found {port}");

    private static Option<T> Defaulted<T>(string name, T value, string about) =>
        new(name) { Description = about, DefaultValueFactory = _ => value };
}
