using System.Text.Json.Nodes;

namespace Eso.Emulator.Aws.Protocol;

/// <summary>
/// A partition's state that can outlive the process: made of entries with a key each (a secret, a parameter, a role).
/// An operation that changes an entry calls <see cref="Changed"/>; the server writes what changed before it answers.
/// All members run under the world's gate.
/// </summary>
internal abstract class DurableState
{
    private HashSet<(DurableState State, string Key)>? changes;

    /// <summary>Names of members, at any depth of an entry, whose values nobody should read in an export.</summary>
    public virtual IReadOnlyList<string> Confidential => [];

    /// <summary>Keys of every entry.</summary>
    public abstract IEnumerable<string> Keys { get; }

    /// <summary>The entry as JSON with all it needs to come back; null when there is none (it was deleted).</summary>
    public abstract JsonObject? Save(string key);

    /// <summary>Puts an entry back, replacing one of the same key.</summary>
    public abstract void Load(string key, JsonObject entry);

    /// <summary>Takes an entry away, if it is there.</summary>
    public abstract void Drop(string key);

    /// <summary>Called by the world when the partition is made.</summary>
    public void Attach(HashSet<(DurableState State, string Key)> pending) => changes = pending;

    /// <summary>Notes that an entry was made, changed or deleted.</summary>
    public void Changed(string key) => changes?.Add((this, key));
}
