using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.SecretsManager;

/// <summary>
/// Replicas are secrets of their own in other regions of the same account: the primary's ARN with that region,
/// read-only,
/// copied anew after every change of the primary.
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

    public static void Add(Secret secret, IReadOnlyList<JsonObject> regions, bool overwrite, OperationContext context)
    {
        Check(regions, context);
        secret.PrimaryRegion = context.Region;
        foreach (var one in regions)
        {
            var region = one.Required("Region");
            var replica = secret.Replicas.Find(r => r.Region == region && r.Status != "Failed");
            if (replica is null)
            {
                secret.Replicas.RemoveAll(r => r.Region == region);
                replica = new Replica { Region = region };
                secret.Replicas.Add(replica);
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
            replica.StatusMessage = null;
            Copy(secret, replica, target, context);
        }
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
            ResourcePolicy = old?.ResourcePolicy,
            OwningService = primary.OwningService,
            PrimaryRegion = primary.PrimaryRegion,
        };
        copy.Versions.AddRange(primary.Versions.Select(v => new SecretVersion
        {
            Id = v.Id,
            Created = v.Created,
            Value = v.Value,
            KmsKeyId = replica.KmsKeyId,
            Stages = [.. v.Stages],
            LastAccessed = old?.Version(v.Id)?.LastAccessed,
        }));
        target.Add(copy);
    }
}
