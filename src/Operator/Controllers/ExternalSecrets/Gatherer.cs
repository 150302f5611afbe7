using System.Text.Json.Nodes;
using Eso.Kubernetes;
using Eso.Operator.Api;
using Eso.Operator.Hosting;
using Eso.Operator.Providers;
using Eso.Operator.Secrets;

namespace Eso.Operator.Controllers.ExternalSecrets;

/// <summary>Values could not be had. The message is ESO's, for the event; the condition says less.</summary>
internal sealed class GatherException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>What a provider gave, and which of its secrets are absent.</summary>
internal sealed record Gathered(Dictionary<string, SecretBytes> Values, IReadOnlyList<string> Missing);

/// <summary>
/// Fetches everything an ExternalSecret asks for: dataFrom in order, then data, later ones winning (eso.md §2.4). Reads
/// of <c>data</c> start together, so that a provider can answer them with one call.
/// </summary>
internal sealed class Gatherer(StoreResolver stores, IGeneratorRunner generators, Rewriting rewriting)
{
    private const int ReadsMax = 64;

    public async Task<Gathered> GatherAsync(ExternalSecret es, CancellationToken cancel)
    {
        await using var run = new Run(es, stores, cancel);
        var values = new Dictionary<string, SecretBytes>(StringComparer.Ordinal);
        for (var i = 0; i < es.DataFrom.Count; i++)
        {
            foreach (var (key, value) in await FromAsync(run, es.DataFrom[i], i))
            {
                values[key] = value;
            }
        }

        await DataAsync(run, values);
        return new Gathered(values, run.Missing);
    }

    private async Task<IReadOnlyDictionary<string, SecretBytes>> FromAsync(Run run, JsonObject entry, int index)
    {
        var part = entry.Object("find") is not null ? "find"
            : entry.Object("extract") is not null ? "extract"
            : entry.Object("sourceRef").Object("generatorRef") is not null ? "sourceRef.generatorRef"
            : null;
        if (part is null)
        {
            return new Dictionary<string, SecretBytes>();
        }

        try
        {
            return part switch
            {
                "find" => await FindAsync(run, entry),
                "extract" => await ExtractAsync(run, entry, index),
                _ => await GenerateAsync(run, entry, index),
            };
        }
        catch (Exception e) when (IsExpected(e))
        {
            throw new GatherException($"error processing spec.dataFrom[{index}].{part}, err: {e.Message}", e);
        }
    }

    private async Task<IReadOnlyDictionary<string, SecretBytes>> FindAsync(Run run, JsonObject entry)
    {
        var find = entry.Object("find")!;
        var client = await run.ClientAsync(entry);
        var spec = new FindSpec(find.Text("path"), find.Object("name").Text("regexp"), find.TextMap("tags"));
        IReadOnlyDictionary<string, SecretBytes> found;
        try
        {
            found = await run.GuardAsync(client, c => c.GetAllSecretsAsync(spec, run.Cancel));
        }
        catch (ProviderException e)
        {
            throw new GatherException($"error getting all secrets: {e.Message}", e);
        }

        return ValuePipeline.Apply(found, entry, find, rewriting);
    }

    private async Task<IReadOnlyDictionary<string, SecretBytes>> ExtractAsync(Run run, JsonObject entry, int index)
    {
        var extract = entry.Object("extract")!;
        var client = await run.ClientAsync(entry);
        var read = await run.GuardAsync(client, c => c.GetSecretMapAsync(RefOf(extract), run.Cancel));
        if (read.Found)
        {
            return ValuePipeline.Apply(read.Values!, entry, extract, rewriting);
        }

        run.NotFound(index, extract.Text("key"));
        return new Dictionary<string, SecretBytes>();
    }

    private async Task<IReadOnlyDictionary<string, SecretBytes>> GenerateAsync(Run run, JsonObject entry, int index)
    {
        var reference = entry.Object("sourceRef").Object("generatorRef")!;
        try
        {
            var made = await generators.GenerateAsync(run.Es.Object, run.Es.Namespace, reference, $"{index}", run.Cancel);
            return ValuePipeline.ApplyGenerated(made, entry, rewriting);
        }
        catch (Exception e) when (e is ProviderException or StoreException)
        {
            throw new GatherException($"error using generator: {e.Message}", e);
        }
    }

    private static async Task DataAsync(Run run, Dictionary<string, SecretBytes> values)
    {
        var data = run.Es.Data;
        using var places = new SemaphoreSlim(ReadsMax);
        var reads = data.Select(entry => ReadAsync(run, entry, places)).ToArray();
        // All must have ended before the first failure is reported: nothing may run on behind the reconcile's back.
        await ((Task)Task.WhenAll(reads)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        run.Cancel.ThrowIfCancellationRequested();
        for (var i = 0; i < data.Count; i++)
        {
            var reference = data[i].Object("remoteRef") ?? [];
            var secretKey = data[i].Text("secretKey");
            try
            {
                var read = await reads[i];
                if (!read.Found)
                {
                    run.NotFound(i, reference.Text("key"));
                    continue;
                }

                var value = Decoding.Decode(reference.Text("decodingStrategy"), read.Value);
                ValuePipeline.CheckNullBytes(reference, secretKey, value);
                values[secretKey] = value;
            }
            catch (Exception e) when (IsExpected(e))
            {
                throw new GatherException(
                    $"error processing spec.data[{i}] (key: {reference.Text("key")}), err: {e.Message}", e);
            }
        }
    }

    private static async Task<SecretRead> ReadAsync(Run run, JsonObject entry, SemaphoreSlim places)
    {
        await places.WaitAsync(run.Cancel);
        try
        {
            var client = await run.ClientAsync(entry);
            return await run.GuardAsync(
                client, c => c.GetSecretAsync(RefOf(entry.Object("remoteRef") ?? []), run.Cancel));
        }
        finally
        {
            places.Release();
        }
    }

    private static RemoteRef RefOf(JsonObject o) => new(
        o.Text("key"),
        o.Text("property"),
        o.Text("version"),
        o.Text("metadataPolicy") is { Length: > 0 } policy ? policy : "None");

    private static bool IsExpected(Exception e) =>
        e is ProviderException or ValueException or GatherException or KubeException
            || e is StoreException { Pending: false };

    /// <summary>One gathering: its connections and what it found absent.</summary>
    private sealed class Run(ExternalSecret es, StoreResolver stores, CancellationToken cancel)
        : IAsyncDisposable
    {
        private readonly Lock gate = new();
        private readonly Dictionary<StoreRef, Task<ProviderClients.Rental>> rentals = [];

        public ExternalSecret Es => es;

        public CancellationToken Cancel => cancel;

        public List<string> Missing { get; } = [];

        /// <summary>The connection of an entry: its own store, else the ExternalSecret's.</summary>
        public async Task<ProviderClients.Rental> ClientAsync(JsonObject entry)
        {
            var own = entry.Object("sourceRef").Object("storeRef");
            var reference = own is null ? es.Store : StoreRef.From(own);
            Task<ProviderClients.Rental> rental;
            lock (gate)
            {
                if (!rentals.TryGetValue(reference, out rental!))
                {
                    rentals[reference] = rental = RentAsync(reference);
                }
            }

            return await rental;
        }

        /// <summary>Calls a provider; a refused identity makes its connection unfit for others.</summary>
        public async Task<T> GuardAsync<T>(ProviderClients.Rental rental, Func<ISecretsClient, Task<T>> call)
        {
            try
            {
                return await call(rental.Client);
            }
            catch (ProviderException e)
            {
                rental.Broken |= e.Failure == Failure.Denied;
                throw;
            }
        }

        /// <summary>A secret that is not there: an error when the policy is Retain, else a note.</summary>
        public void NotFound(int index, string key)
        {
            if (es.DeletionPolicy == "Retain")
            {
                throw new ProviderException(Failure.Invalid, "Secret does not exist");
            }

            // ESO says dataFrom for entries of data, too.
            Missing.Add($"secret does not exist at provider using spec.dataFrom[{index}]"
                + (key.Length > 0 ? $" (key={key})" : ""));
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var rental in rentals.Values)
            {
                if (rental.IsCompletedSuccessfully)
                {
                    await (await rental).DisposeAsync();
                }
            }
        }

        private async Task<ProviderClients.Rental> RentAsync(StoreRef reference)
        {
            var store = stores.Resolve(reference, es.Namespace, floodGate: true);
            return await stores.RentAsync(store, es.Namespace, fresh: false, cancel);
        }
    }
}
