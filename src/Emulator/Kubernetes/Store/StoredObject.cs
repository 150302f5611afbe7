using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Wire;

namespace Eso.Emulator.Kubernetes.Store;

/// <summary>
/// One version of one object: immutable JSON bytes, serialised once and shared by every reader and watcher, and the
/// few facts that selecting and collecting need without parsing them.
/// </summary>
internal sealed class StoredObject
{
    private readonly Guid compactUid;
    private readonly string? otherUid;
    private Variant? variants;

    /// <summary>The kind whose version the bytes are in. A reader through another kind converts.</summary>
    public required Kind Kind { get; init; }

    public required string Namespace { get; init; }

    public required string Name { get; init; }

    /// <summary><c>namespace/name</c>, or the name alone: the order of lists.</summary>
    public required string Key { get; init; }

    /// <summary>Kept as the number it nearly always is: of a small object its text would be a tenth.</summary>
    public required string Uid
    {
        get => otherUid ?? compactUid.ToString();
        init => otherUid = Guid.TryParseExact(value, "D", out compactUid) && compactUid.ToString() == value ? null : value;
    }

    public required long Revision { get; init; }

    public required byte[] Json { get; init; }

    /// <summary>Where the digits of resourceVersion begin in <see cref="Json"/>, and how many there are.</summary>
    public required (int Start, int Length) RevisionSlot { get; init; }

    public required ObjectHead Head { get; init; }

    /// <summary>A fresh tree of the object, the caller's own.</summary>
    public JsonObject Parse() => JsonReading.Tree(Json)!.AsObject();

    /// <summary>The same content at another revision: how a deletion appears to watchers.</summary>
    public StoredObject At(long revision) => new()
    {
        Kind = Kind,
        Namespace = Namespace,
        Name = Name,
        Key = Key,
        Uid = Uid,
        Revision = revision,
        Json = WithDigits(Json, RevisionSlot, revision, out var slot),
        RevisionSlot = slot,
        Head = Head,
    };

    /// <summary>A rendering of this object made once per <paramref name="form"/>: another version, a table row.</summary>
    public byte[] Render(object form, Func<StoredObject, byte[]> make)
    {
        for (var v = Volatile.Read(ref variants); v is not null; v = v.Next)
        {
            if (ReferenceEquals(v.Form, form))
            {
                return v.Bytes;
            }
        }

        var made = make(this);
        Remember(form, made);
        return made;
    }

    /// <summary>Null when no rendering of this form was made yet.</summary>
    public byte[]? Rendered(object form)
    {
        for (var v = Volatile.Read(ref variants); v is not null; v = v.Next)
        {
            if (ReferenceEquals(v.Form, form))
            {
                return v.Bytes;
            }
        }

        return null;
    }

    public void Remember(object form, byte[] bytes)
    {
        var head = Volatile.Read(ref variants);
        // Lost races only cost a second rendering later.
        Interlocked.CompareExchange(ref variants, new Variant(form, bytes, head), head);
    }

    public static string KeyOf(string ns, string name) => ns.Length == 0 ? name : $"{ns}/{name}";

    internal static byte[] WithDigits(byte[] json, (int Start, int Length) slot, long revision, out (int, int) newSlot)
    {
        Span<byte> digits = stackalloc byte[20];
        revision.TryFormat(digits, out var count, default, CultureInfo.InvariantCulture);
        var result = new byte[json.Length - slot.Length + count];
        json.AsSpan(0, slot.Start).CopyTo(result);
        digits[..count].CopyTo(result.AsSpan(slot.Start));
        json.AsSpan(slot.Start + slot.Length).CopyTo(result.AsSpan(slot.Start + count));
        newSlot = (slot.Start, count);
        return result;
    }

    public override string ToString() => $"{Kind.Resource.Qualified} {Key}@{Revision}";

    /// <summary>For debugging in tests only.</summary>
    internal string Text => Encoding.UTF8.GetString(Json);

    private sealed record Variant(object Form, byte[] Bytes, Variant? Next);
}

/// <summary>What selectors, the garbage collector and deletion look at.</summary>
internal sealed class ObjectHead
{
    private const int PlainMax = 1_000;
    private static readonly ObjectHead Plain = new();
    private static readonly ConcurrentDictionary<KeyValuePair<string, string>, ObjectHead> PlainByField = [];

    /// <summary>Labels; null when there are none. Shared: do not modify.</summary>
    public JsonObject? Labels { get; init; }

    public IReadOnlyList<string> OwnerUids { get; init; } = [];

    public IReadOnlyList<string> Finalizers { get; init; } = [];

    /// <summary>Values of the kind's selectable fields, in the kind's order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Fields { get; init; } = [];

    public bool Deleting { get; init; }

    /// <summary>Reads the head of an object; bad shapes count as absent.</summary>
    public static ObjectHead Of(JsonObject obj, Kind kind)
    {
        var metadata = obj["metadata"] as JsonObject;
        JsonObject? labels = null;
        if (metadata?["labels"] is JsonObject { Count: > 0 } from)
        {
            // Copied value by value so that later readers on other threads find no lazy element behind it.
            labels = [];
            foreach (var (key, value) in from)
            {
                labels[key] = JsonValue.Create(value is JsonValue v && v.TryGetValue<string>(out var s) ? s : "");
            }
        }

        var head = new ObjectHead
        {
            Labels = labels,
            OwnerUids = ObjectFields.Items(metadata, "ownerReferences")
                .Select(o => ObjectFields.Text(o.Item, "uid")).ToArray(),
            Finalizers = ObjectFields.Texts(metadata, "finalizers").ToArray(),
            Fields = kind.SelectableFields.Count == 0
                ? []
                : kind.SelectableFields.Select(f => KeyValuePair.Create(f, SharedText.Of(kind.SelectField(obj, f)))).ToArray(),
            Deleting = metadata?["deletionTimestamp"] is not null,
        };
        return head.IsPlain ? Shared(head) : head;
    }

    /// <summary>Nothing in it tells objects of a kind apart, but perhaps the value of one field: a Secret's type.</summary>
    private bool IsPlain => Labels is null && OwnerUids.Count == 0 && Finalizers.Count == 0 && !Deleting && Fields.Count <= 1;

    private static ObjectHead Shared(ObjectHead head)
    {
        if (head.Fields.Count == 0)
        {
            return Plain;
        }

        return PlainByField.TryGetValue(head.Fields[0], out var known) ? known
            : PlainByField.Count < PlainMax ? PlainByField.GetOrAdd(head.Fields[0], head)
            : head;
    }

    public string? Field(string name)
    {
        foreach (var (key, value) in Fields)
        {
            if (key == name)
            {
                return value;
            }
        }

        return null;
    }
}
