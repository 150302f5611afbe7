using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Pods;

namespace Eso.Unit.Emulator.Kubernetes.Pods;

/// <summary>An API server of dictionaries, whose watchers are told by the test's own hand.</summary>
internal sealed class FakePodApi : IPodApi
{
    private readonly ConcurrentDictionary<string, JsonObject> objects = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Action<PodApiEvent>> watchers = new(StringComparer.Ordinal);

    public FakePodApi() => objects["nodes//eso-node"] =
        new JsonObject { ["metadata"] = new JsonObject { ["name"] = "eso-node" }, ["spec"] = new JsonObject() };

    public ConcurrentQueue<string> Events { get; } = new();

    public void Put(string key, JsonObject obj)
    {
        var name = obj["metadata"]!["name"]!.GetValue<string>();
        objects[$"{key}/{obj["metadata"]!["namespace"]}/{name}"] = obj;
        watchers.GetValueOrDefault(key)?.Invoke(new PodApiEvent(() => obj, obj["metadata"]!["namespace"]?.ToString() ?? "", false));
    }

    public IDisposable Watch(string storageKey, Action<PodApiEvent> changed)
    {
        watchers[storageKey] = changed;
        return new Nothing();
    }

    public JsonObject? Get(string storageKey, string space, string name) =>
        objects.GetValueOrDefault($"{storageKey}/{space}/{name}");

    public IReadOnlyList<JsonObject> List(string storageKey, string space) =>
        [.. objects.Where(o => o.Key.StartsWith($"{storageKey}/{space}/", StringComparison.Ordinal)).Select(o => o.Value)];

    public Task BindAsync(string space, string name, string node, CancellationToken cancellation)
    {
        var pod = (JsonObject)Get("pods", space, name)!.DeepClone();
        pod["spec"]!["nodeName"] = node;
        Put("pods", pod);
        return Task.CompletedTask;
    }

    public Task UpdateStatusAsync(
        string space,
        string name,
        string uid,
        Func<JsonObject, JsonObject?> change,
        CancellationToken cancellation)
    {
        var pod = (JsonObject)Get("pods", space, name)!.DeepClone();
        if (change(pod) is { } status)
        {
            pod["status"] = status;
            Put("pods", pod);
        }

        return Task.CompletedTask;
    }

    public Task DeleteAsync(string space, string name, string uid, CancellationToken cancellation)
    {
        objects.TryRemove($"pods/{space}/{name}", out _);
        return Task.CompletedTask;
    }

    public void Record(JsonObject pod, string type, string reason, string message, string field = "") =>
        Events.Enqueue($"{type} {reason} {message}");

    public string? Token(string space, string account, string? audience, long expirationSeconds, JsonObject pod) =>
        $"token-of-{account}-for-{audience}";

    private sealed class Nothing : IDisposable
    {
        public void Dispose()
        {
        }
    }

    /// <summary>A clock that stands until it is moved; its timers fire then.</summary>
    internal sealed class Clock : TimeProvider
    {
        private readonly List<Timer> timers = [];
        private DateTimeOffset now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = new Timer(this, () => callback(state), now + dueTime);
            lock (timers)
            {
                timers.Add(timer);
            }

            return timer;
        }

        public void Advance(TimeSpan time)
        {
            now += time;
            List<Timer> due;
            lock (timers)
            {
                due = [.. timers.Where(t => t.Due <= now)];
                timers.RemoveAll(due.Contains);
            }

            due.ForEach(t => t.Fire());
        }

        private sealed class Timer(Clock clock, Action fire, DateTimeOffset due) : ITimer
        {
            public DateTimeOffset Due => due;

            public void Fire() => fire();

            public bool Change(TimeSpan dueTime, TimeSpan period) => false;

            public void Dispose()
            {
                lock (clock.timers)
                {
                    clock.timers.Remove(this);
                }
            }

            public ValueTask DisposeAsync()
            {
                Dispose();
                return ValueTask.CompletedTask;
            }
        }
    }
}
