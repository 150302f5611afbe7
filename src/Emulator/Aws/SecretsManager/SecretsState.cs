using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.SecretsManager;

/// <summary>
/// The secrets of one account and region. Purges what is past its recovery window whenever it is asked for anything.
/// </summary>
internal sealed class SecretsState : DurableState
{
    private readonly NameTable byName = new();
    private readonly SecretOrders orders = new();
    private readonly PriorityQueue<Secret, DateTimeOffset> windows = new();
    private long sequence;
    private int scheduled;

    public int Count => byName.Count;

    /// <summary>Those not scheduled for deletion: they cost.</summary>
    public int ActiveCount => byName.Count - scheduled;

    public override IReadOnlyList<string> Confidential => ["text", "binary"];

    public override IEnumerable<string> Keys => orders.Read(SecretSort.Created, descending: false, null).Select(s => s.Name);

    /// <summary>Number for the next secret made here.</summary>
    public long NextSequence() => ++sequence;

    public Secret? ByName(string name, DateTimeOffset now)
    {
        Purge(now);
        return byName.Find(name);
    }

    /// <summary>All, oldest first.</summary>
    public IEnumerable<Secret> ByAge(DateTimeOffset now) => InOrder(now).Read(SecretSort.Created, false, null);

    /// <summary>The secrets in every order.</summary>
    public SecretOrders InOrder(DateTimeOffset now)
    {
        Purge(now);
        return orders;
    }

    public void Add(Secret secret)
    {
        byName.Put(secret);
        orders.Add(secret);
        secret.Orders = orders;
        sequence = Math.Max(sequence, secret.Sequence);
        if (secret.Deletion is { } end)
        {
            windows.Enqueue(secret, end);
            scheduled++;
        }

        Changed(secret.Name);
    }

    public void Remove(Secret secret)
    {
        if (byName.Find(secret.Name) == secret)
        {
            byName.Remove(secret.Name);
            scheduled -= secret.Deletion is null ? 0 : 1;
        }

        secret.Orders = null;
        orders.Remove(secret);
        Changed(secret.Name);
    }

    /// <summary>Schedules the secret's end.</summary>
    public void Schedule(Secret secret, DateTimeOffset end)
    {
        scheduled += secret.Deletion is null ? 1 : 0;
        secret.Deletion = end;
        windows.Enqueue(secret, end);
        Changed(secret.Name);
    }

    /// <summary>Takes a scheduled end back.</summary>
    public void Restore(Secret secret)
    {
        scheduled -= secret.Deletion is null ? 0 : 1;
        secret.Deletion = null;
        Changed(secret.Name);
    }

    public override JsonObject? Save(string key) =>
        byName.Find(key) is { } secret ? SecretStorage.Write(secret) : null;

    public override void Load(string key, JsonObject entry)
    {
        if (byName.Find(key) is { } old)
        {
            Remove(old);
        }

        Add(SecretStorage.Read(entry));
    }

    public override void Drop(string key)
    {
        if (byName.Find(key) is { } secret)
        {
            Remove(secret);
        }
    }

    private void Purge(DateTimeOffset now)
    {
        while (windows.TryPeek(out var secret, out var end) && end <= now)
        {
            windows.Dequeue();

            // A restored secret, or one rescheduled, has another end now.
            if (secret.Deletion == end)
            {
                Remove(secret);
            }
        }
    }
}
