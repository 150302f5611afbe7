using System.Text.Json.Nodes;
using Eso.Operator.Providers.Specs;
using Eso.Operator.Secrets;
using Eso.Operator.Secrets.Json;

namespace Eso.Operator.Providers.Fake;

/// <summary>What was pushed to the stores of one name.</summary>
internal sealed class PushedValues
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, SecretBytes> values = new(StringComparer.Ordinal);

    public void Set(string key, SecretBytes value)
    {
        lock (gate)
        {
            values[key] = value;
        }
    }

    public Dictionary<string, SecretBytes> All()
    {
        lock (gate)
        {
            return new Dictionary<string, SecretBytes>(values, StringComparer.Ordinal);
        }
    }
}

/// <summary>A store whose spec lists <c>data[]</c> of key, value and version.</summary>
internal sealed class FakeStore : ISecretsClient
{
    private readonly PushedValues pushed;
    private readonly long validationResult;

    // Key and version run together: "a" at "1" is "a1" at "", as in ESO.
    private readonly Dictionary<string, (
        string Key, string Version, SecretBytes Value)> data = new(StringComparer.Ordinal);

    public FakeStore(JsonObject spec, PushedValues pushed)
    {
        this.pushed = pushed;
        validationResult = spec.Integer("validationResult");
        foreach (var entry in Entries(spec))
        {
            var (key, version) = (entry.Text("key"), entry.Text("version"));
            data[key + version] = (key, version, SecretBytes.FromText(entry.Text("value")));
        }
    }

    public static IReadOnlyList<string> Problems(JsonObject spec)
    {
        var problems = new List<string>();
        var entries = Entries(spec).ToList();
        for (var i = 0; i < entries.Count; i++)
        {
            if (entries[i].Text("key").Length == 0)
            {
                problems.Add($"missing key in data {i}");
            }

            if (entries[i].Text("value").Length == 0)
            {
                problems.Add($"missing value in data {i}");
            }
        }

        return problems;
    }

    public Task<SecretRead> GetSecretAsync(RemoteRef remoteRef, CancellationToken cancel)
    {
        if (!Find(remoteRef.Key, remoteRef.Version, out var value))
        {
            return Task.FromResult(SecretRead.Missing);
        }

        if (remoteRef.Property.Length == 0)
        {
            return Task.FromResult(SecretRead.Of(value));
        }

        var found = Gjson.Get(value.Reveal().Span, remoteRef.Property);
        return Task.FromResult(found.Exists ? SecretRead.Of(new SecretBytes(found.Bytes)) : SecretRead.Missing);
    }

    public async Task<SecretMapRead> GetSecretMapAsync(RemoteRef remoteRef, CancellationToken cancel)
    {
        var read = await GetSecretAsync(remoteRef, cancel);
        if (!read.Found)
        {
            return SecretMapRead.Missing;
        }

        try
        {
            return SecretMapRead.Of(GoJsonObject.Members(read.Value.Reveal()));
        }
        catch (ValueException e)
        {
            throw new ProviderException(Failure.Invalid, $"unable to unmarshal secret: {e.Message}", e);
        }
    }

    public Task<IReadOnlyDictionary<string, SecretBytes>> GetAllSecretsAsync(FindSpec find, CancellationToken cancel)
    {
        if (find.NameRegexp.Length == 0)
        {
            throw new ProviderException(Failure.Invalid, "unsupported find operator");
        }

        var matcher = FindMatcher.Compile(find.NameRegexp);
        var found = new Dictionary<string, SecretBytes>(StringComparer.Ordinal);

        // Of several versions the one whose text is greatest counts.
        foreach (var (key, _, value) in data.Values.OrderBy(static d => d.Version, GoOrder.Instance))
        {
            if (matcher.IsMatch(key))
            {
                found[key] = value;
            }
        }

        foreach (var (key, value) in pushed.All())
        {
            if (matcher.IsMatch(key))
            {
                found.TryAdd(key, value);
            }
        }

        return Task.FromResult<IReadOnlyDictionary<string, SecretBytes>>(found);
    }

    public Task PushSecretAsync(PushRequest request, CancellationToken cancel)
    {
        if (data.ContainsKey(request.Target.RemoteKey))
        {
            throw new ProviderException(Failure.Invalid, "key already exists");
        }

        pushed.Set(request.Target.RemoteKey, PushValue.Of(request));
        return Task.CompletedTask;
    }

    public Task DeleteSecretAsync(PushTarget target, CancellationToken cancel) => Task.CompletedTask;

    public Task<bool> SecretExistsAsync(PushTarget target, CancellationToken cancel) =>
        Task.FromResult(Find(target.RemoteKey, "", out _));

    public Task<StoreValidation> ValidateAsync(CancellationToken cancel) => validationResult switch
    {
        0 => Task.FromResult(StoreValidation.Ready),
        1 => throw new ProviderException(Failure.Invalid, "unable to validate") { IsUndetermined = true },
        _ => throw new ProviderException(Failure.Invalid, "unable to validate"),
    };

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private bool Find(string key, string version, out SecretBytes value)
    {
        if (data.TryGetValue(key + version, out var entry) && entry.Version == version)
        {
            value = entry.Value;
            return true;
        }

        return pushed.All().TryGetValue(key, out value) && version.Length == 0;
    }

    private static IEnumerable<JsonObject> Entries(JsonObject spec) =>
        (spec["data"] as JsonArray ?? []).OfType<JsonObject>();
}
