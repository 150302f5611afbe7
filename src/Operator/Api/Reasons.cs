namespace Eso.Operator.Api;

/// <summary>Reasons and messages of conditions and events, word for word ESO's (eso.md §2.6, §3, §4).</summary>
internal static class Reasons
{
    public const string SecretSynced = "SecretSynced";
    public const string SecretDeleted = "SecretDeleted";
    public const string SecretMissing = "SecretMissing";
    public const string SecretSyncedError = "SecretSyncedError";
    public const string ResourceSynced = "ResourceSynced";
    public const string ResourceDeleted = "ResourceDeleted";
    public const string ResourceMissing = "ResourceMissing";
    public const string ResourceSyncedError = "ResourceSyncedError";

    public const string Created = "Created";
    public const string Updated = "Updated";
    public const string Deleted = "Deleted";
    public const string UpdateFailed = "UpdateFailed";
    public const string MissingProviderSecret = "MissingProviderSecret";

    public const string Valid = "Valid";
    public const string ValidationUnknown = "ValidationUnknown";
    public const string InvalidProviderConfig = "InvalidProviderConfig";
    public const string StoreUnmaintained = "StoreUnmaintained";

    public const string Synced = "Synced";
    public const string Errored = "Errored";
    public const string SourceDeleted = "SourceDeleted";
}

/// <summary>Messages of conditions and events of an ExternalSecret.</summary>
internal static class Messages
{
    public const string Synced = "secret synced";
    public const string SyncedRetain = "secret retained due to DeletionPolicy=Retain";
    public const string DeletedByPolicy = "secret deleted due to DeletionPolicy=Delete";
    public const string DeletedOrphan = "secret deleted because it was orphaned";
    public const string MissingMerge = "secret will not be created due to CreationPolicy=Merge";
    public const string MissingMergeGeneric = "resource will not be created due to CreationPolicy=Merge";
    public const string Created = "secret created";
    public const string Updated = "secret updated";

    public const string FailedFetch = "could not get secret data from provider";
    public const string FailedDelete = "could not delete secret";
    public const string FailedOrphans = "could not delete orphaned secrets";
    public const string FailedUpdate = "could not update secret";
    public const string FailedImmutable = "could not update secret, target is immutable";
    public const string FailedOwner = "failed to take ownership of target secret";
    public const string OwnedByOther = "target is owned by another ExternalSecret";
    public const string InvalidGenericTarget = "invalid generic target";

    /// <summary>Ours: ESO's client cannot even read such an object, and with it none of its kind.</summary>
    public const string InvalidInterval = "invalid refreshInterval";

    public const string StoreValidated = "store validated";
    public const string StoreClientFailed = "unable to create client";
    public const string StoreUnknown = "could not determine validation status";
    public const string StoreInvalid = "unable to validate store";

    public const string StoreUnmaintained =
        "store isn't currently maintained. Please plan and prepare accordingly.";
}
