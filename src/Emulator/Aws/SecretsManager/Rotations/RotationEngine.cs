using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;
using Eso.Emulator.Clock;

namespace Eso.Emulator.Aws.SecretsManager.Rotations;

/// <summary>
/// Runs rotations: those that operations ask for, and those that fall due on the world's clock. Each holds an activity
/// lease from the moment it is asked for until its last step, so the clock waits for it.
/// </summary>
internal sealed class RotationEngine : IDisposable
{
    private static readonly string[] Steps = ["createSecret", "setSecret", "testSecret", "finishSecret"];
    private static readonly TimeSpan RetryAfter = TimeSpan.FromHours(1);
    private readonly AwsWorld world;
    private readonly TimeProvider clock;
    private readonly Entropy entropy;
    private readonly Activity activity;
    private readonly RotationFunctions functions;
    private readonly AwsCall call;
    private readonly PriorityQueue<RotationPlanned, DateTimeOffset> due = new();
    private readonly ITimer timer;
    private readonly CancellationTokenSource stopping = new();

    public RotationEngine(
        AwsWorld world, TimeProvider clock, Entropy entropy, Activity activity, RotationFunctions functions,
            AwsCall call)
    {
        this.world = world;
        this.clock = clock;
        this.entropy = entropy;
        this.activity = activity;
        this.functions = functions;
        this.call = call;
        timer = clock.CreateTimer(_ => RunDue(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Takes posted work. Returns false when it is not this engine's.</summary>
    public bool Accept(object work)
    {
        switch (work)
        {
            case RotationJob job:
                Start(job);
                return true;
            case RotationPlanned planned:
                Plan(planned);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Plans anew from state, after a reset or a restore.</summary>
    public void Rescan()
    {
        lock (world.Gate)
        {
            due.Clear();
            foreach (var (account, region, state) in world.All<SecretsState>())
            {
                foreach (var secret in state.ByAge(clock.GetUtcNow()).Where(s => s.Rotation?.Due is not null))
                {
                    due.Enqueue(new RotationPlanned(account, region, secret.Name), secret.Rotation!.Due!.Value);
                }
            }

            Arm();
        }
    }

    public void Dispose()
    {
        stopping.Cancel();
        timer.Dispose();
        stopping.Dispose();
    }

    private void Plan(RotationPlanned planned)
    {
        lock (world.Gate)
        {
            if (Find(planned.Account, planned.Region, planned.Name)?.Rotation?.Due is { } at)
            {
                due.Enqueue(planned, at);
                Arm();
            }
        }
    }

    private Secret? Find(string account, string region, string name) =>
        world.Existing<SecretsState>(account, region)?.ByName(name, clock.GetUtcNow());

    private void Arm()
    {
        if (!due.TryPeek(out _, out var at))
        {
            return;
        }

        // Timers take at most some 49 days; a longer wait is armed again when it fires early.
        var wait = at - clock.GetUtcNow();
        timer.Change(
            wait <= TimeSpan.Zero ? TimeSpan.Zero : wait < TimeSpan.FromDays(40) ? wait : TimeSpan.FromDays(40),
            Timeout.InfiniteTimeSpan);
    }

    private void RunDue()
    {
        using var lease = activity.Begin("rotation schedule");
        var jobs = new List<RotationJob>();
        lock (world.Gate)
        {
            var now = clock.GetUtcNow();
            while (due.TryPeek(out var planned, out var at) && at <= now)
            {
                due.Dequeue();
                if (Find(planned.Account, planned.Region,
                    planned.Name) is { Rotation: { Enabled: true } rotation } secret
                    && rotation.Due == at)
                {
                    jobs.Add(Due(planned, secret, rotation, now));
                }
            }

            Arm();
        }

        jobs.ForEach(Start);
    }

    private RotationJob Due(RotationPlanned planned, Secret secret, Rotation rotation, DateTimeOffset now)
    {
        var state = world.State<SecretsState>(planned.Account, planned.Region);
        rotation.Due = null;
        if (SecretRotation.IsOpen(secret) && rotation.OpenToken is { } open)
        {
            // An unfinished rotation is tried again with its own version.
            return new RotationJob(planned.Account, planned.Region, secret.Name, open, TestOnly: false);
        }

        var token = entropy.Uuid();
        Stages.AddVersion(secret, token, null, [Stages.Pending], now);
        rotation.OpenToken = token;
        state.Changed(secret.Name);
        return new RotationJob(planned.Account, planned.Region, secret.Name, token, TestOnly: false);
    }

    private void Start(RotationJob job)
    {
        // The lease is taken on the caller's thread: between request and rotation the world is never quiet.
        var lease = activity.Begin($"rotation of {job.Name}");
        _ = Task.Run(async () =>
        {
            using (lease)
            {
                await RunAsync(job).ConfigureAwait(false);
            }
        });
    }

    private async Task RunAsync(RotationJob job)
    {
        string? arn;
        IRotationFunction? function;
        lock (world.Gate)
        {
            var secret = Find(job.Account, job.Region, job.Name);
            arn = secret?.Arn;
            function = secret?.Rotation?.FunctionArn is { } functionArn ? functions.Find(functionArn) : null;
        }

        if (arn is null || function is null)
        {
            return;
        }

        var failed = false;
        foreach (var step in job.TestOnly ? ["testSecret"] : Steps)
        {
            try
            {
                var told = new RotationCall(step, arn, job.Token, (operation, request) => Call(job, operation,
                    request));
                await function.InvokeAsync(told, stopping.Token).ConfigureAwait(false);
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                // Whatever a function throws fails its step and nothing else; AWS leaves the version as it is.
                failed = true;
                break;
            }
        }

        lock (world.Gate)
        {
            Finish(job, failed);
        }
    }

    private JsonObject Call(RotationJob job, string operation, JsonObject request) =>
        call("secretsmanager", operation, request, job.Account, job.Region);

    private void Finish(RotationJob job, bool failed)
    {
        var now = clock.GetUtcNow();
        if (Find(job.Account, job.Region, job.Name) is not { Rotation: { } rotation } secret)
        {
            return;
        }

        var state = world.State<SecretsState>(job.Account, job.Region);
        if (job.TestOnly)
        {
            secret.Versions.RemoveAll(v => v.HasId(job.Token) && !v.Stages.Contains(Stages.Current));
            state.Changed(secret.Name);
            return;
        }

        // Finished is: the new version is current, and AWSPENDING is there with it or nowhere.
        if (!failed && secret.Holder(Stages.Current)?.Id == job.Token && !SecretRotation.IsOpen(secret))
        {
            rotation.OpenToken = null;
            rotation.LastRotated = now;
            SecretRotation.Plan(secret, now);
        }
        else if (rotation.Enabled && rotation.OpenToken == job.Token)
        {
            rotation.Due = now + RetryAfter;
        }

        state.Changed(secret.Name);
        if (rotation.Due is { } at)
        {
            due.Enqueue(new RotationPlanned(job.Account, job.Region, job.Name), at);
            Arm();
        }
    }
}

/// <summary>Calls an operation from inside this AWS, journaled but neither signed nor authorized.</summary>
internal delegate JsonObject AwsCall(string service, string operation, JsonObject request, string account,
    string region);
