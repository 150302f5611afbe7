using System.Globalization;
using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.SecretsManager;

/// <summary>A secret as it is kept in a state directory or a snapshot, values included.</summary>
internal static class SecretStorage
{
    public static JsonObject Write(Secret secret)
    {
        var made = new JsonObject
        {
            ["name"] = secret.Name,
            ["arn"] = secret.Arn,
            ["sequence"] = secret.Sequence,
            ["created"] = Time(secret.Created),
            ["changed"] = Time(secret.LastChanged),
        };
        made.AddUnlessNull("accessed", Time(secret.LastAccessed));
        made.AddUnlessNull("description", secret.Description);
        made.AddUnlessNull("kmsKeyId", secret.KmsKeyId);
        made.AddUnlessNull("type", secret.Type);
        made.AddUnlessNull("deletion", Time(secret.Deletion));
        made.AddUnlessNull("policy", secret.ResourcePolicy);
        made.AddUnlessNull("owningService", secret.OwningService);
        made.AddUnlessNull("primaryRegion", secret.PrimaryRegion);
        if (secret.Tags is { } tags)
        {
            made["tags"] = new JsonArray(tags.Select(t => (JsonNode)new JsonArray(t.Key, t.Value)).ToArray());
        }

        made["versions"] = new JsonArray(secret.Versions.Select(Version).ToArray());
        if (secret.Rotation is { } rotation)
        {
            made["rotation"] = RotationOf(rotation);
        }

        if (secret.HasReplicas)
        {
            made["replicas"] = new JsonArray(secret.Replicas.Select(ReplicaOf).ToArray());
        }

        return made;
    }

    public static Secret Read(JsonObject entry)
    {
        var secret = new Secret
        {
            Name = Demanded(entry, "name"),
            Arn = Demanded(entry, "arn"),
            Sequence = entry.Number("sequence") ?? 0,
            Created = Time(entry, "created") ?? default,
            LastChanged = Time(entry, "changed") ?? default,
            LastAccessed = Time(entry, "accessed"),
            Description = entry.Text("description"),
            KmsKeyId = entry.Text("kmsKeyId"),
            Type = entry.Text("type"),
            Deletion = Time(entry, "deletion"),
            ResourcePolicy = entry.Text("policy"),
            OwningService = entry.Text("owningService"),
            PrimaryRegion = entry.Text("primaryRegion"),
            Tags = (entry["tags"] as JsonArray)?.OfType<JsonArray>()
                .Select(t => KeyValuePair.Create(t[0]!.GetValue<string>(), t[1]!.GetValue<string>())).ToList(),
        };
        foreach (var version in entry.Objects("versions"))
        {
            var made = new SecretVersion
            {
                Id = Demanded(version, "id"),
                Created = Time(version, "created") ?? default,
                LastAccessed = Time(version, "accessed"),
                KmsKeyId = version.Text("kmsKeyId"),
                KeyArn = version.Text("keyArn"),
                Value = version.Has("text") || version.Has("binary")
                    ? new SecretValue(version.Text("text"), version.Text("binary"))
                    : null,
            };
            made.Stages.AddRange(version.Texts("stages"));
            secret.Versions.Add(made);
        }

        secret.Rotation = entry.Object("rotation") is { } rotation ? RotationOf(rotation) : null;
        secret.Replicas.AddRange(entry.Objects("replicas").Select(r => new Replica
        {
            Region = r.Required("region"),
            KmsKeyId = r.Text("kmsKeyId"),
            Status = r.Required("status"),
            StatusMessage = r.Text("message"),
        }));
        return secret;
    }

    private static JsonObject Version(SecretVersion version)
    {
        var made = new JsonObject { ["id"] = version.Id, ["created"] = Time(version.Created) };
        made.AddUnlessNull("accessed", Time(version.LastAccessed));
        made.AddUnlessNull("kmsKeyId", version.KmsKeyId);
        made.AddUnlessNull("keyArn", version.KeyArn);
        made["stages"] = version.Stages.ToJsonArray();
        made.AddUnlessNull("text", version.Value?.Text);
        made.AddUnlessNull("binary", version.Value?.Binary);
        return made;
    }

    private static JsonObject RotationOf(Rotation rotation)
    {
        var made = new JsonObject { ["enabled"] = rotation.Enabled };
        made.AddUnlessNull("function", rotation.FunctionArn);
        made.AddUnlessNull("afterDays", rotation.AfterDays);
        made.AddUnlessNull("duration", rotation.Duration);
        made.AddUnlessNull("schedule", rotation.Schedule);
        made.AddUnlessNull("last", Time(rotation.LastRotated));
        made.AddUnlessNull("next", Time(rotation.Next));
        made.AddUnlessNull("due", Time(rotation.Due));
        made.AddUnlessNull("open", rotation.OpenToken);
        return made;
    }

    private static Rotation RotationOf(JsonObject entry) => new()
    {
        Enabled = entry.Flag("enabled") ?? false,
        FunctionArn = entry.Text("function"),
        AfterDays = entry.Number("afterDays"),
        Duration = entry.Text("duration"),
        Schedule = entry.Text("schedule"),
        LastRotated = Time(entry, "last"),
        Next = Time(entry, "next"),
        Due = Time(entry, "due"),
        OpenToken = entry.Text("open"),
    };

    private static JsonObject ReplicaOf(Replica replica)
    {
        var made = new JsonObject { ["region"] = replica.Region, ["status"] = replica.Status };
        made.AddUnlessNull("kmsKeyId", replica.KmsKeyId);
        made.AddUnlessNull("message", replica.StatusMessage);
        return made;
    }

    private static string Demanded(JsonObject entry, string name) =>
        entry.Text(name) ?? throw new InvalidDataException($"no {name}");

    private static JsonNode? Time(DateTimeOffset? time) =>
        time is { } at ? JsonValue.Create(at.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)) : null;

    private static DateTimeOffset? Time(JsonObject entry, string name) =>
        entry.Text(name) is { } text
            ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind)
            : null;
}
