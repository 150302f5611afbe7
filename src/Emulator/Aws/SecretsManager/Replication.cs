using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.SecretsManager;

/// <summary>
/// Replicas are secrets of their own in other regions of the same account: the primary's ARN with that region,
/// read-only but for their key,
/// copied anew after every change of the primary: values, stages, description, tags and resource policy
/// (https://docs.aws.amazon.com/secretsmanager/latest/userguide/replicate-secrets.html).
/// </summary>
internal static class Replication
{
    public static void DemandPrimary(Secret secret, OperationContext context)
    {
        if (secret.IsReplicaIn(context.Region))
        {
            throw SecretsErrors.OnReplica();
        }
    }

    /// <summary>Refuses regions that cannot hold a replica; before anything is changed.</summary>
    public static void Check(IReadOnlyList<JsonObject> regions, OperationContext context)
    {
        foreach (var one in regions)
        {
            var region = one.Required("Region");
            if (region == context.Region || !Partitions.IsRegion(region) || Partitions.Of(region) != context.Partition)
            {
                throw SecretsErrors.ReplicaRegion();
            }
        }
    }

    /// <summary>Makes replicas, or tries failed ones again.</summary>
    /// <returns>The regions for which a copy was begun.</returns>
    public static IReadOnlyList<string> Add(
        Secret secret, IReadOnlyList<JsonObject> regions, bool overwrite, OperationContext context)
    {
        Check(regions, context);
        secret.PrimaryRegion = context.Region;
        var started = new List<string>();
        foreach (var one in regions)
        {
            var region = one.Required("Region");
            var replica = secret.Replicas.Find(r => r.Region == region && r.Status != "Failed");
            if (replica is null)
            {
                secret.Replicas.RemoveAll(r => r.Region == region);
                replica = new Replica { Region = region };
                secret.Replicas.Add(replica);
                started.Add(region);
            }

            replica.KmsKeyId = one.Text("KmsKeyId");
            var target = context.World.State<SecretsState>(context.Account, region);
            var arn = SecretArns.InRegion(secret.Arn, region);
            if (target.ByName(secret.Name, context.Now) is { } taken && taken.Arn != arn && !overwrite)
            {
                // The call succeeds; the status tells of the collision.
                replica.Status = "Failed";
                replica.StatusMessage =
                    $"Replication failed: Secret name {secret.Name} already exists in region {region}.";
                continue;
            }

            try
            {
                _ = SecretKeys.ForWriting(replica.KmsKeyId, context.Account, region, context);
            }
            catch (AwsException key)
            {
                replica.Status = "Failed";
                replica.StatusMessage = $"Replication failed: {key.Text}";
                continue;
            }

            replica.Status = "InSync";
            replica.StatusMessage = "Replication succeeded";
            Copy(secret, replica, target, context);
        }

        return started;
    }

    /// <summary>Brings all replicas in step with their primary.</summary>
    public static void Propagate(FoundSecret found, OperationContext context)
    {
        foreach (var replica in found.Secret.Replicas.Where(r => r.Status == "InSync"))
        {
            Copy(found.Secret, replica, context.World.State<SecretsState>(found.Account, replica.Region), context);
        }
    }

    public static void Remove(Secret secret, IReadOnlyList<string> regions, OperationContext context)
    {
        foreach (var region in regions)
        {
            if (secret.Replicas.Find(r => r.Region == region) is not { } replica)
            {
                continue;
            }

            secret.Replicas.Remove(replica);
            var target = context.World.State<SecretsState>(context.Account, region);
            if (replica.Status != "Failed" && target.ByName(secret.Name, context.Now) is { } copy)
            {
                target.Remove(copy);
            }
        }
    }

    /// <summary>Gives a replica another key, the one thing of it that may be changed where it is.</summary>
    public static void UseKey(FoundSecret replica, string? key, OperationContext context)
    {
        var keyArn = SecretKeys.ForWriting(key, replica.Account, context.Region, context);
        replica.Secret.KmsKeyId = key;
        foreach (var version in replica.Secret.Versions)
        {
            version.KmsKeyId = key;
            version.KeyArn = keyArn;
        }

        replica.State.Changed(replica.Secret.Name);
        var home = context.World.State<SecretsState>(replica.Account, replica.Secret.PrimaryRegion!);
        if (home.ByName(replica.Secret.Name, context.Now) is { } primary
            && primary.Replicas.Find(r => r.Region == context.Region) is { } known)
        {
            known.KmsKeyId = key;
            home.Changed(primary.Name);
        }
    }

    /// <summary>The replica goes on as a secret of its own.</summary>
    public static void Promote(FoundSecret found, OperationContext context)
    {
        var home = context.World.State<SecretsState>(found.Account, found.Secret.PrimaryRegion!);
        if (home.ByName(found.Secret.Name, context.Now) is { } primary)
        {
            primary.Replicas.RemoveAll(r => r.Region == context.Region);
            home.Changed(primary.Name);
        }

        found.Secret.PrimaryRegion = null;
        found.State.Changed(found.Secret.Name);
    }

    private static void Copy(Secret primary, Replica replica, SecretsState target, OperationContext context)
    {
        var old = target.ByName(primary.Name, context.Now);
        if (old is not null)
        {
            target.Remove(old);
        }

        var copy = new Secret
        {
            Name = primary.Name,
            Arn = SecretArns.InRegion(primary.Arn, replica.Region),
            Sequence = old?.Sequence ?? target.NextSequence(),
            Created = old?.Created ?? context.Now,
            LastChanged = primary.LastChanged,
            LastAccessed = old?.LastAccessed,
            Description = primary.Description,
            KmsKeyId = replica.KmsKeyId,
            Type = primary.Type,
            Tags = primary.Tags?.ToList(),
            ResourcePolicy = primary.ResourcePolicy,
            OwningService = primary.OwningService,
            PrimaryRegion = primary.PrimaryRegion,
        };
        foreach (var version in primary.Versions)
        {
            var copied = new SecretVersion
            {
                Id = version.Id,
                Created = version.Created,
                Value = version.Value,
                KmsKeyId = replica.KmsKeyId,
                LastAccessed = old?.Version(version.Id)?.LastAccessed,
            };
            copied.Stages.AddRange(version.Stages);
            copy.Versions.Add(copied);
        }

        target.Add(copy);
    }
}
