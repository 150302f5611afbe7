using System.Text.Json.Nodes;
using Eso.Emulator.Clock;
using Eso.Emulator.Kubernetes.Pods;
using Eso.Emulator.Kubernetes.Pods.Streams;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Emulator.Kubernetes.Pods;

/// <summary>The runner over an engine: what it asks of it, and what it makes of its answers.</summary>
public sealed class PodEngineTests
{
    [Fact]
    public async Task An_absent_image_is_waited_for_and_a_container_that_ends_is_started_again()
    {
        var (api, clock, activity, engine) = (new FakePodApi(), new FakePodApi.Clock(), new Activity(), new Engine());
        engine.Missing = new ContainerConfigException("no such thing")
        {
            Reason = "ErrImagePull",
            Again = clock.GetUtcNow() + TimeSpan.FromSeconds(2),
        };
        using var runner = new PodRunner(api, clock, activity, new Entropy(1), TimeSpan.Zero, TimeSpan.Zero, engine);
        runner.Start();
        api.Put("pods", JsonNode.Parse("""
            {"metadata":{"name":"p","namespace":"n","uid":"u1"},"status":{"phase":"Pending"},
             "spec":{"containers":[{"name":"c","image":"x"}],"restartPolicy":"Always"}}
            """)!.AsObject());
        await UntilAsync(() => State(api)?["waiting"]?["reason"]?.ToString() == "ErrImagePull");
        api.Get("pods", "n", "p")!["status"]!.AsObject().ContainsKey("podIP").Should().BeFalse("an empty address is refused");

        engine.Missing = null;
        clock.Advance(TimeSpan.FromSeconds(2));
        await UntilAsync(() => State(api)?["running"] is not null);
        api.Get("pods", "n", "p")!["status"]!["podIP"]!.ToString().Should().Be("172.17.0.9");

        engine.Last!.Done.SetResult((3, "Error"));
        await UntilAsync(() => engine.Starts == 2);
        await UntilAsync(() => State(api)?["running"] is not null);
        api.Get("pods", "n", "p")!["status"]!["containerStatuses"]![0]!["lastState"]!["terminated"]!["exitCode"]!
            .GetValue<int>().Should().Be(3);
    }

    private static JsonNode? State(FakePodApi api) => api.Get("pods", "n", "p")?["status"]?["containerStatuses"]?[0]?["state"];

    private static async Task UntilAsync(Func<bool> good)
    {
        for (var i = 0; i < 2000 && !good(); i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }

        good().Should().BeTrue();
    }

    private sealed class Engine : IPodEngine, IPodHost
    {
        public ContainerConfigException? Missing { get; set; }

        public Running? Last { get; private set; }

        public int Starts { get; private set; }

        public string Ip => Starts > 0 ? "172.17.0.9" : "";

        public IPodHost Open(JsonObject pod, PodFiles files, TimeProvider clock) => this;

        public Task<IContainerProcess> StartAsync(ContainerStart start, CancellationToken cancellation)
        {
            if (Missing is { } missing)
            {
                throw missing;
            }

            Starts++;
            Last = new Running();
            return Task.FromResult<IContainerProcess>(Last);
        }

        public void RefreshVolumes()
        {
        }

        public Task RemoveAsync() => Task.CompletedTask;

        public void Dispose()
        {
        }
    }

    private sealed class Running : IContainerProcess
    {
        public TaskCompletionSource<(int Code, string Reason)> Done { get; } = new();

        public string Id => "docker://1";

        public string ImageId => "sha256:1";

        public Task<(int Code, string Reason)> Ended => Done.Task;

        public Task StopAsync(TimeSpan grace) => Task.CompletedTask;

        public Task<int> ExecAsync(
            IReadOnlyList<string> command, bool tty, bool takesInput, IExecClient client, CancellationToken cancellation) =>
            Task.FromResult(0);

        public Task AttachAsync(bool types, IExecClient client, CancellationToken cancellation) => Task.CompletedTask;
    }
}
