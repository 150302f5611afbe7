using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.ParameterStore;

/// <summary>The parameters of one account in one region.</summary>
internal sealed class ParameterStoreState : DurableState
{
    private const string SettingPrefix = "setting:";
    private readonly Dictionary<string, Parameter> parameters = new(StringComparer.Ordinal);
    private readonly SortedSet<string> keys = new(StringComparer.Ordinal);
    private readonly SortedSet<(DateTimeOffset Due, string Key)> expirations = [];

    /// <summary>Service settings that differ from their default, by id.</summary>
    public SortedDictionary<string, string> Settings { get; } = new(StringComparer.Ordinal);

    /// <summary>Every parameter's key in order; paths are walked in it.</summary>
    public SortedSet<string> InOrder => keys;

    public override IReadOnlyList<string> Confidential => [nameof(ParameterVersion.Value)];

    public override IEnumerable<string> Keys => keys.Concat(Settings.Keys.Select(s => SettingPrefix + s));

    public int Count => parameters.Count;

    public int AdvancedCount { get; private set; }

    /// <summary>A parameter by its key (its name with one leading slash), or null.</summary>
    public Parameter? Find(string key) => parameters.GetValueOrDefault(key);

    public void Add(Parameter parameter)
    {
        parameters.Add(parameter.Key, parameter);
        keys.Add(parameter.Key);
        AdvancedCount += parameter.IsAdvanced ? 1 : 0;
        Schedule(parameter);
        Changed(parameter.Key);
    }

    /// <summary>Adds a version to a parameter that is kept here.</summary>
    public void Append(Parameter parameter, ParameterVersion version)
    {
        AdvancedCount -= parameter.IsAdvanced ? 1 : 0;
        Unschedule(parameter);
        parameter.Versions.Add(version);
        AdvancedCount += parameter.IsAdvanced ? 1 : 0;
        Schedule(parameter);
        Changed(parameter.Key);
    }

    public bool Remove(string key)
    {
        if (!parameters.Remove(key, out var parameter))
        {
            return false;
        }

        keys.Remove(key);
        AdvancedCount -= parameter.IsAdvanced ? 1 : 0;
        Unschedule(parameter);
        Changed(key);
        return true;
    }

    /// <summary>Deletes what an Expiration policy says is over. Every operation begins with this.</summary>
    public void Expire(DateTimeOffset now)
    {
        while (expirations.Count > 0 && expirations.Min is var first && first.Due <= now)
        {
            Remove(first.Key);
        }
    }

    public void Set(string setting, string? value)
    {
        if (value is null)
        {
            Settings.Remove(setting);
        }
        else
        {
            Settings[setting] = value;
        }

        Changed(SettingPrefix + setting);
    }

    public override JsonObject? Save(string key) => key.StartsWith(SettingPrefix, StringComparison.Ordinal)
        ? Settings.TryGetValue(key[SettingPrefix.Length..], out var value) ? new JsonObject { ["value"] = value } : null
        : ParameterEntries.Json.Write(Find(key));

    public override void Drop(string key)
    {
        if (key.StartsWith(SettingPrefix, StringComparison.Ordinal))
        {
            Settings.Remove(key[SettingPrefix.Length..]);
        }
        else
        {
            Remove(key);
        }
    }

    public override void Load(string key, JsonObject entry)
    {
        if (key.StartsWith(SettingPrefix, StringComparison.Ordinal))
        {
            Set(key[SettingPrefix.Length..], entry.Required("value"));
            return;
        }

        Remove(key);
        Add(ParameterEntries.Json.Read<Parameter>(entry));
    }

    private void Schedule(Parameter parameter)
    {
        if (parameter.Latest.Policies.Expiration is { } due)
        {
            expirations.Add((due, parameter.Key));
        }
    }

    private void Unschedule(Parameter parameter)
    {
        if (parameter.Latest.Policies.Expiration is { } due)
        {
            expirations.Remove((due, parameter.Key));
        }
    }
}

/// <summary>A parameter and its versions, oldest first.</summary>
internal sealed class Parameter
{
    /// <summary>The name as it was created, with or without a leading slash.</summary>
    public required string Name { get; init; }

    /// <summary>The name with exactly one leading slash: <c>foo</c> and <c>/foo</c> are one parameter.</summary>
    public required string Key { get; init; }

    /// <summary>String, StringList or SecureString; never changes.</summary>
    public required string Type { get; init; }

    public required string Arn { get; init; }

    public List<ParameterVersion> Versions { get; } = [];

    /// <summary>In order of addition.</summary>
    public List<KeyValuePair<string, string>> Tags { get; } = [];

    public List<ParameterSharePolicy> SharePolicies { get; } = [];

    [JsonIgnore]
    public ParameterVersion Latest => Versions[^1];

    [JsonIgnore]
    public bool IsAdvanced => Latest.Tier == "Advanced";

    public void SetTag(string key, string value)
    {
        var at = Tags.FindIndex(t => t.Key == key);
        if (at < 0)
        {
            Tags.Add(KeyValuePair.Create(key, value));
        }
        else
        {
            Tags[at] = KeyValuePair.Create(key, value);
        }
    }
}

/// <summary>One version: immutable but for its labels.</summary>
internal sealed class ParameterVersion
{
    public required long Number { get; init; }

    /// <summary>The text itself; of a SecureString the ciphertext in base64.</summary>
    public required string Value { get; init; }

    /// <summary>As the caller named it; null unless the parameter is a SecureString.</summary>
    public string? KeyId { get; init; }

    /// <summary>The key that encrypted <see cref="Value"/>.</summary>
    public string? KeyArn { get; init; }

    public required DateTimeOffset Modified { get; init; }

    /// <summary>ARN of the caller.</summary>
    public required string ModifiedBy { get; init; }

    public string? Description { get; init; }

    public string? AllowedPattern { get; init; }

    /// <summary>Standard or Advanced: Intelligent-Tiering is resolved when the version is made.</summary>
    public required string Tier { get; init; }

    public required string DataType { get; init; }

    public required ParameterPolicies Policies { get; init; }

    public List<string> Labels { get; } = [];
}

/// <summary>A resource policy by which a parameter is shared with other accounts.</summary>
internal sealed record ParameterSharePolicy(string Id, string Hash, string Document);
