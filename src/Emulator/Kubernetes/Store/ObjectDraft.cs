using System.Text.Json;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Fields;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Wire;

namespace Eso.Emulator.Kubernetes.Store;

/// <summary>
/// An object serialised before its revision is known, with a slot for the digits: serialising needs no lock, and
/// committing copies bytes.
/// </summary>
internal sealed class ObjectDraft
{
    private readonly byte[] json;
    private readonly int slot;
    private readonly Kind kind;
    private readonly ObjectHead head;
    private readonly string ns;
    private readonly string name;
    private readonly string uid;
    private readonly bool keeps;
    private StoredObject? made;

    private ObjectDraft(JsonObject obj, Kind kind, bool isCanonical)
    {
        this.kind = kind;
        obj = isCanonical ? obj : kind.TypeName is { } typeName && TypeTable.Shared.Find(typeName) is { } type
            ? TypedOutput.Canonical(obj, type)
            : TypedOutput.CanonicalCustom(obj);
        var metadata = obj["metadata"] as JsonObject;
        ns = kind.Resource.Namespaced ? SharedText.Of(ObjectFields.Text(metadata, "namespace")) : "";
        name = ObjectFields.Text(metadata, "name");
        uid = ObjectFields.Text(metadata, "uid");
        Key = StoredObject.KeyOf(ns, name);
        head = ObjectHead.Of(obj, kind);
        (json, slot) = ObjectWriter.Write(obj, kind);
    }

    private ObjectDraft(ObjectDraft like, byte[] json, string uid)
    {
        (kind, head, ns, name, slot) = (like.kind, like.head, like.ns, like.name, like.slot);
        (this.json, this.uid, keeps) = (json, uid, true);
        Key = like.Key;
    }

    public string Key { get; }

    /// <summary>The bytes without a revision. Do not modify.</summary>
    public byte[] Json => json;

    /// <summary>
    /// Whether a difference to what is stored, other than the revision, lies outside of managedFields, where no times of
    /// owners can be the reason: labels, annotations, data. False says nothing.
    /// </summary>
    public bool DiffersBesideOwners(StoredObject stored)
    {
        ReadOnlySpan<byte> now = json;
        ReadOnlySpan<byte> then = stored.Json;
        var revision = stored.RevisionSlot;
        if (slot != revision.Start || !now[..slot].SequenceEqual(then[..slot]))
        {
            return true;
        }

        now = now[slot..];
        then = then[(slot + revision.Length)..];
        var mark = "\"managedFields\":["u8;
        var owners = then.IndexOf(mark);

        if (owners < 0)
        {
            return false;
        }

        // In the mark itself: another field comes first now, or owners are no more.
        owners += mark.Length;
        return now.CommonPrefixLength(then) < owners
            || (HasOneSpelling(kind) && !AfterList(now[owners..]).SequenceEqual(AfterList(then[owners..])));
    }

    /// <summary>Equal objects have equal bytes: nothing is kept in the order in which clients sent it.</summary>
    private static bool HasOneSpelling(Kind kind) =>
        kind.TypeName is not { } name || TypeTable.Shared.Find(name) is { KeepsRaw: false };

    /// <summary>What follows the list inside of which the JSON begins.</summary>
    private static ReadOnlySpan<byte> AfterList(ReadOnlySpan<byte> json)
    {
        for (var depth = 1; depth > 0;)
        {
            var at = json.IndexOfAny((byte)'[', (byte)']', (byte)'"');
            var found = json[at];
            json = json[(at + 1)..];
            depth += found == '[' ? 1 : found == ']' ? -1 : 0;
            while (found == '"')
            {
                at = json.IndexOfAny((byte)'"', (byte)'\\');
                found = json[at] == '"' ? default : (byte)'"';
                json = json[(at + (found == '"' ? 2 : 1))..];
            }
        }

        return json;
    }

    /// <summary>The same object with other bytes of the same layout: another uid, another time.</summary>
    public ObjectDraft Copy(byte[] bytes, string withUid) => new(this, bytes, withUid);

    /// <summary>Serialises <paramref name="obj"/>, which is in <paramref name="kind"/>'s version.</summary>
    public static ObjectDraft Of(JsonObject obj, Kind kind) => new(obj, kind, isCanonical: false);

    /// <summary>The same for an object that came out of the store and was changed in small.</summary>
    public static ObjectDraft OfCanonical(JsonObject obj, Kind kind) => new(obj, kind, isCanonical: true);

    /// <summary>
    /// The object at a revision. A template's copy asked for the same one again (worlds of one seed begin alike)
    /// gives the same object.
    /// </summary>
    public StoredObject At(long revision)
    {
        if (Volatile.Read(ref made) is { } known && known.Revision == revision)
        {
            return known;
        }

        var bytes = StoredObject.WithDigits(json, (slot, 0), revision, out var revisionSlot);
        var stored = new StoredObject
        {
            Kind = kind,
            Namespace = ns,
            Name = name,
            Key = Key,
            Uid = uid,
            Revision = revision,
            Json = bytes,
            RevisionSlot = revisionSlot,
            Head = head,
        };
        if (keeps)
        {
            Volatile.Write(ref made, stored);
        }

        return stored;
    }
}

/// <summary>
/// Writes objects as the API server does: typed ones with their fields in the order of the Go structs, maps and
/// custom resources by key.
/// </summary>
internal static class ObjectWriter
{
    /// <summary>The bytes without a revision, and where its digits go.</summary>
    public static (byte[] Json, int Slot) Write(JsonObject obj, Kind kind) => JsonWriting.Make((obj, kind), static (writer, of) =>
    {
        var (obj, kind) = of;
        writer.WriteStartObject();
        var typed = kind.TypeName is not null;
        writer.WriteString(typed ? "kind" : "apiVersion", typed ? kind.Resource.Kind : kind.Resource.ApiVersion);
        writer.WriteString(typed ? "apiVersion" : "kind", typed ? kind.Resource.ApiVersion : kind.Resource.Kind);
        writer.WritePropertyName("metadata");
        var slot = WriteMetadata(writer, obj["metadata"] as JsonObject ?? []);
        foreach (var (key, value) in obj)
        {
            if (key is not ("kind" or "apiVersion" or "metadata"))
            {
                writer.WritePropertyName(key);
                JsonWriting.Write(writer, value);
            }
        }

        writer.WriteEndObject();
        return slot;
    });

    /// <summary>Any object that is no stored one: a review, a Scale, a dry run's answer.</summary>
    public static byte[] Plain(JsonNode? node) => JsonWriting.ToUtf8(node);

    private static int WriteMetadata(Utf8JsonWriter writer, JsonObject metadata)
    {
        writer.WriteStartObject();
        WriteIfThere(writer, metadata, "name");
        WriteIfThere(writer, metadata, "generateName");
        WriteIfThere(writer, metadata, "namespace");
        WriteIfThere(writer, metadata, "uid");
        writer.WriteString("resourceVersion", "");
        var slot = (int)(writer.BytesCommitted + writer.BytesPending) - 1;
        foreach (var field in MetadataRest)
        {
            WriteIfThere(writer, metadata, field);
        }

        writer.WriteEndObject();
        return slot;
    }

    private static readonly string[] MetadataRest =
    [
        "generation", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "labels", "annotations",
        "ownerReferences", "finalizers", "managedFields",
    ];

    private static void WriteIfThere(Utf8JsonWriter writer, JsonObject from, string field)
    {
        if (from[field] is { } value)
        {
            writer.WritePropertyName(field);
            JsonWriting.Write(writer, value);
        }
    }
}
