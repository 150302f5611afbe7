using System.Globalization;
using System.IO.Pipelines;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Http;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Store;
using Eso.Emulator.Kubernetes.Wire;

namespace Eso.Emulator.Kubernetes.Verbs;

/// <summary>Events on the wire of one watch: lines of JSON around the stored bytes, or length-prefixed protobuf.</summary>
internal sealed class WatchFrames(KubeRequest request)
{
    private readonly PipeWriter body = request.Http.Response.BodyWriter;
    private long kindsVersion = request.Core.Kinds.Version;
    private bool columnsSent;

    public string ContentType => request.Accept.Format == WireFormat.Protobuf
        ? Answers.ProtobufType + ";stream=watch"
        : Answers.Json;

    /// <summary>Bytes written since the last flush.</summary>
    public long Unflushed => body.CanGetUnflushedBytes ? body.UnflushedBytes : long.MaxValue;

    private Kind Kind => request.Kind;

    private bool IsWholeJson => request.Accept is { Format: WireFormat.Json, Form: ObjectForm.Whole };

    /// <summary>Takes up a changed CRD; false when the kind is served no longer and the stream must end.</summary>
    public bool Refresh()
    {
        var version = request.Core.Kinds.Version;
        if (version == kindsVersion)
        {
            return true;
        }

        kindsVersion = version;
        var r = Kind.Resource;
        if (request.Core.Kinds.Find(r.Group, r.Version, r.Plural) is not { } now)
        {
            return false;
        }

        request.Kind = now;
        return true;
    }

    /// <summary>Writes an event whose object goes out as it is stored; 0 when it has to be made.</summary>
    public int TryEvent(string type, StoredObject stored) =>
        IsWholeJson && ReferenceEquals(stored.Kind, Kind)
            ? Json(type, stored.Json)
            : 0;

    public ValueTask<FlushResult> FlushAsync() => body.FlushAsync(request.Aborted);

    public async ValueTask<int> EventAsync(string type, StoredObject stored)
    {
        if (IsWholeJson)
        {
            var bytes = await ObjectReads.BytesAsync(Kind, stored, request.Aborted).ConfigureAwait(false);
            return Json(type, bytes);
        }

        var obj = await ObjectReads.ReadAsync(Kind, stored, request.Aborted).ConfigureAwait(false);
        return Show(type, Form(obj));
    }

    public ValueTask<int> BookmarkAsync(long revision, bool initialEnd)
    {
        var metadata = new JsonObject { ["resourceVersion"] = revision.ToString(CultureInfo.InvariantCulture) };
        if (initialEnd)
        {
            metadata["annotations"] = new JsonObject { ["k8s.io/initial-events-end"] = "true" };
        }

        var obj = new JsonObject
        {
            ["kind"] = Kind.Resource.Kind,
            ["apiVersion"] = Kind.Resource.ApiVersion,
            ["metadata"] = metadata,
        };
        // In a table it is a row of an object that has nothing but this.
        return ValueTask.FromResult(Show("BOOKMARK", Form(obj)));
    }

    public ValueTask<int> ErrorAsync(KubeException failure) => ValueTask.FromResult(Show("ERROR", failure.Status));

    private JsonObject Form(JsonObject obj)
    {
        switch (request.Accept.Form)
        {
            case ObjectForm.Table:
                var metadata = new JsonObject
                {
                    ["resourceVersion"] = obj["metadata"]?["resourceVersion"]?.DeepClone(),
                };
                var table = Rendering.Table(request, [obj], metadata, withColumns: !columnsSent);
                columnsSent = true;
                return table;
            case ObjectForm.PartialObject:
                return Rendering.Partial(obj, request.Accept.FormVersion);
            case ObjectForm.PartialObjectList:
                // Negotiation let it pass, and no event can be written: the real stream breaks off at the first one.
                throw new OperationCanceledException("An event is no list.");
            default:
                return obj;
        }
    }

    private int Show(string type, JsonObject obj)
    {
        if (request.Accept.Format == WireFormat.Protobuf && ProtobufCodec.TryWrite(obj) is { } bytes)
        {
            var frame = Protobuf.WatchFrame(type, bytes);
            BodyBytes.Put(body, frame);
            return frame.Length;
        }

        return Json(type, ObjectWriter.Plain(obj));
    }

    private int Json(string type, ReadOnlySpan<byte> obj)
    {
        var head = Head(type);
        BodyBytes.Put(body, head, obj, "}\n"u8);
        return head.Length + obj.Length + 2;
    }

    private static ReadOnlySpan<byte> Head(string type) => type switch
    {
        "ADDED" => "{\"type\":\"ADDED\",\"object\":"u8,
        "MODIFIED" => "{\"type\":\"MODIFIED\",\"object\":"u8,
        "DELETED" => "{\"type\":\"DELETED\",\"object\":"u8,
        "BOOKMARK" => "{\"type\":\"BOOKMARK\",\"object\":"u8,
        _ => "{\"type\":\"ERROR\",\"object\":"u8,
    };
}
